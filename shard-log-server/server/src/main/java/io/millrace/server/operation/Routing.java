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
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the shards of one request's records: first all hash keys, then all shards, since those of many come from memory
 * together and would come one by one between hashes. One thread.
 */
final class Routing {
    private static final int MD5_BYTES = 16;

    private final Stream stream;
    private final MessageDigest md5;
    private final byte[] hash = new byte[MD5_BYTES];
    private final ByteBuffer halves = ByteBuffer.wrap(hash);
    // Of each record's hash key.
    private final long[] highs;
    private final long[] lows;
    private int count;

    /** @param records at most */
    Routing(Stream stream, int records) {
        this.stream = stream;
        highs = new long[records];
        lows = new long[records];
        try {
            md5 = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has MD5", e);
        }
    }

    /** Adds a record, whose hash key is the one it names, or the MD5 of its partition key. */
    void add(NewRecord entry) {
        if (entry.explicitHashKey() != null) {
            BigInteger named = named(entry.explicitHashKey());
            add(named.shiftRight(Long.SIZE).longValue(), named.longValue());
            return;
        }
        md5.update(entry.key().array(), entry.key().offset(), entry.key().length());
        try {
            md5.digest(hash, 0, MD5_BYTES);
        } catch (DigestException e) {
            throw new AssertionError("an MD5 has 16 bytes", e);
        }
        add(halves.getLong(0), halves.getLong(Long.BYTES));
    }

    private void add(long high, long low) {
        highs[count] = high;
        lows[count++] = low;
    }

    /** The shards that own the records' hash keys, in the order of the records. */
    List<Shard> shards() {
        List<Shard> shards = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            shards.add(stream.shardFor(highs[index], lows[index]));
        }
        return shards;
    }

    private static BigInteger named(String explicitHashKey) {
        BigInteger value = new BigInteger(explicitHashKey);
        if (value.compareTo(HashKey.MAX.value()) > 0) {
            throw INVALID_ARGUMENT.because(
                    "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was "
                            + explicitHashKey);
        }
        return value;
    }
}
