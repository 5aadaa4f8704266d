package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;

import io.millrace.model.HashKey;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import io.millrace.server.write.NewRecord;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Finds the shards of one request's records. One thread. */
final class Routing {
    private static final int MD5_BYTES = 16;

    private final Stream stream;
    private final MessageDigest md5;
    private final byte[] hash = new byte[MD5_BYTES];
    private final ByteBuffer halves = ByteBuffer.wrap(hash);

    Routing(Stream stream) {
        this.stream = stream;
        try {
            md5 = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has MD5", e);
        }
    }

    /** The shard that owns the record's hash key: the one it names, or the MD5 of its partition key. */
    Shard shardFor(NewRecord entry) {
        if (entry.explicitHashKey() != null) {
            return named(entry.explicitHashKey());
        }
        md5.update(entry.key().array(), entry.key().offset(), entry.key().length());
        try {
            md5.digest(hash, 0, MD5_BYTES);
        } catch (DigestException e) {
            throw new AssertionError("an MD5 has 16 bytes", e);
        }
        return stream.shardFor(halves.getLong(0), halves.getLong(Long.BYTES));
    }

    private Shard named(String explicitHashKey) {
        BigInteger value = new BigInteger(explicitHashKey);
        if (value.compareTo(HashKey.MAX.value()) > 0) {
            throw INVALID_ARGUMENT.because(
                    "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was "
                            + explicitHashKey);
        }
        return stream.shardFor(new HashKey(value));
    }
}
