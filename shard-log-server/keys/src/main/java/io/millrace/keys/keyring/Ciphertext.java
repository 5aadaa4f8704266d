package io.millrace.keys.keyring;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.subtle.AesGcmJce;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a key made of a plaintext.
 *
 * <pre>
 *  0         1          17               21
 *  +---------+----------+----------------+-------------------------------+
 *  | version | key (16) | material (4)   | nonce (12), AES-256-GCM, tag  |   material: its place among the key's
 *  +---------+----------+----------------+-------------------------------+
 * </pre>
 *
 * Associated data is what stands before the nonce and the encryption context, in order of its keys.
 *
 * @param key that made it
 * @param material of that key
 * @param bytes all of it; kept
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Ciphertext(UUID key, int material, byte[] bytes) {
    private static final byte VERSION = 1;
    private static final int HEADER_BYTES = 21;

    /** Encrypts with a key's current material. */
    public static Ciphertext of(Key key, byte[] plaintext, Map<String, String> context) {
        int material = key.materials().size() - 1;
        byte[] header = ByteBuffer.allocate(HEADER_BYTES)
                .put(VERSION)
                .putLong(key.id().getMostSignificantBits())
                .putLong(key.id().getLeastSignificantBits())
                .putInt(material)
                .array();
        try {
            byte[] sealed = new AesGcmJce(key.current().secret()).encrypt(plaintext, associated(header, context));
            byte[] bytes = Arrays.copyOf(header, HEADER_BYTES + sealed.length);
            System.arraycopy(sealed, 0, bytes, HEADER_BYTES, sealed.length);
            return new Ciphertext(key.id(), material, bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("AES in GCM encrypts anything", e);
        }
    }

    /** Empty if the bytes are none of this version. */
    public static Optional<Ciphertext> parse(byte[] bytes) {
        if (bytes.length <= HEADER_BYTES || bytes[0] != VERSION) {
            return Optional.empty();
        }
        ByteBuffer source = ByteBuffer.wrap(bytes);
        return Optional.of(new Ciphertext(new UUID(source.getLong(1), source.getLong(9)), source.getInt(17), bytes));
    }

    /** Empty if it is damaged, or was made with another context. */
    public Optional<byte[]> decrypt(Key with, Map<String, String> context) {
        if (material < 0 || material >= with.materials().size()) {
            return Optional.empty();
        }
        byte[] header = Arrays.copyOf(bytes, HEADER_BYTES);
        byte[] sealed = Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length);
        try {
            AesGcmJce aead = new AesGcmJce(with.materials().get(material).secret());
            return Optional.of(aead.decrypt(sealed, associated(header, context)));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static byte[] associated(byte[] header, Map<String, String> context) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(header);
        new TreeMap<>(context).forEach((key, value) -> {
            put(bytes, key);
            put(bytes, value);
        });
        return bytes.toByteArray();
    }

    private static void put(ByteArrayOutputStream bytes, String text) {
        byte[] encoded = text.getBytes(UTF_8);
        bytes.writeBytes(
                ByteBuffer.allocate(Integer.BYTES).putInt(encoded.length).array());
        bytes.writeBytes(encoded);
    }
}
