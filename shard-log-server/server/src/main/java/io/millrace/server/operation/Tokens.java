package io.millrace.server.operation;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals what a caller carries from one answer to its next request, so that it can be neither read nor forged. A token
 * is base64 of nonce (12), then, under AES-GCM:
 *
 * <pre>
 *  | version 1 (1) | kind (1) | issued ms (8) | log number (8) | position (8) | name: length (2), text | note likewise |
 * </pre>
 */
final class Tokens {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int VERSION = 1;
    private static final String CIPHER = "AES/GCM/NoPadding";

    /** What a token is good for. */
    enum Kind {
        SHARD_ITERATOR(1),
        SHARD_PAGE(2),
        STREAM_PAGE(3),
        CONSUMER_PAGE(4);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    /**
     * @param log a shard's number in the log, which is never used again, or when a stream was made, in milliseconds
     * @param position a sequence of the log, or the index of a shard
     * @param name of a stream
     * @param note what else the kind needs, or empty
     */
    record Token(Kind kind, Instant issued, long log, long position, String name, String note) {}

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    Tokens(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    String seal(Token token) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            byte[] sealed = cipher.doFinal(encode(token));
            byte[] bytes = Arrays.copyOf(nonce, nonce.length + sealed.length);
            System.arraycopy(sealed, 0, bytes, nonce.length, sealed.length);
            return Base64.getEncoder().encodeToString(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /** Empty if this server never made the text as a token of this kind. */
    Optional<Token> open(Kind kind, String text) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length < NONCE_BYTES) {
            return Optional.empty();
        }
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, bytes, 0, NONCE_BYTES));
            return decode(kind, cipher.doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    private static byte[] encode(Token token) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            out.writeByte(VERSION);
            out.writeByte(token.kind().code);
            out.writeLong(token.issued().toEpochMilli());
            out.writeLong(token.log());
            out.writeLong(token.position());
            out.writeUTF(token.name());
            out.writeUTF(token.note());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Optional<Token> decode(Kind kind, byte[] plain) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(plain))) {
            if (in.readByte() != VERSION || in.readByte() != kind.code) {
                return Optional.empty();
            }
            return Optional.of(new Token(
                    kind,
                    Instant.ofEpochMilli(in.readLong()),
                    in.readLong(),
                    in.readLong(),
                    in.readUTF(),
                    in.readUTF()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
