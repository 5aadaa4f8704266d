package io.millrace.server.encryption;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.server.write.NewRecord;
import io.millrace.server.write.Payload;
import io.millrace.storage.RecordContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

/**
 * A sealed record's bytes in the log:
 *
 * <pre>
 *  | version 2 (1) | length (2) | data key, as its key service sealed it | nonce (12), AES-256-GCM, tag (16): payload |
 * </pre>
 *
 * The payload inside is that of {@link Payload}, version 1: the partition key is as secret as the data. Associated data is
 * the stream's id and the shard's number in the log, so that a record moved elsewhere is none.
 */
final class SealedPayload {
    static final byte VERSION = 2;

    private static final int HEADER_BYTES = 3;
    /** As the KMS API has it. */
    private static final int DATA_KEY_BYTES_MAX = 6144;

    private SealedPayload() {}

    /** What a record of one shard is bound to. */
    static byte[] associated(String streamId, long shard) {
        byte[] id = streamId.getBytes(UTF_8);
        return ByteBuffer.allocate(id.length + Long.BYTES)
                .put(id)
                .putLong(shard)
                .array();
    }

    /** What the log is to hold of a record. */
    static RecordContent seal(DataKey key, NewRecord entry, byte[] associated) {
        RecordContent plain = entry.content();
        ByteBuffer payload = ByteBuffer.allocate(plain.length());
        plain.writeTo(payload);
        try {
            return new Content(key.sealed(), key.aead().encrypt(payload.array(), associated));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("AES in GCM encrypts anything", e);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Content(byte[] dataKey, byte[] ciphertext) implements RecordContent {
        @Override
        public int length() {
            return HEADER_BYTES + dataKey.length + ciphertext.length;
        }

        @Override
        public void writeTo(ByteBuffer target) {
            target.put(VERSION).putShort((short) dataKey.length).put(dataKey).put(ciphertext);
        }
    }

    /** Whether a record was sealed under this very data key. */
    static boolean isUnder(DataKey key, ByteBuffer source, int position) {
        byte[] sealed = key.sealed();
        int from = position + HEADER_BYTES;
        return dataKeyBytes(source, position) == sealed.length
                && source.slice(from, sealed.length).equals(ByteBuffer.wrap(sealed));
    }

    /** A copy of what the key service sealed. */
    static byte[] dataKey(ByteBuffer source, int position, int bytes) {
        int length = dataKeyBytes(source, position);
        if (length < 1 || length > DATA_KEY_BYTES_MAX || length > bytes - HEADER_BYTES) {
            throw new UncheckedIOException(
                    new IOException("a sealed record with a data key of %d bytes".formatted(length)));
        }
        byte[] sealed = new byte[length];
        source.get(position + HEADER_BYTES, sealed);
        return sealed;
    }

    /** Throws {@link UncheckedIOException} if the record is not one of this shard, or not as it was written. */
    static Payload open(DataKey key, ByteBuffer source, int position, int bytes, byte[] associated) {
        int header = HEADER_BYTES + key.sealed().length;
        byte[] ciphertext = new byte[bytes - header];
        source.get(position + header, ciphertext);
        byte[] payload;
        try {
            payload = key.aead().decrypt(ciphertext, associated);
        } catch (GeneralSecurityException e) {
            throw new UncheckedIOException(new IOException("a sealed record does not verify", e));
        }
        return Payload.unsealed(payload);
    }

    private static int dataKeyBytes(ByteBuffer source, int position) {
        return source.getShort(position + 1) & 0xFFFF;
    }
}
