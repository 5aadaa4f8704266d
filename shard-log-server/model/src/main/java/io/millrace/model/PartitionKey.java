package io.millrace.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The caller's grouping key, 1 to 256 code points. */
public record PartitionKey(String value) {
    public static final int MAX_LENGTH = 256;

    public PartitionKey {
        int length = value.codePointCount(0, value.length());
        if (length < 1 || length > MAX_LENGTH) {
            throw new IllegalArgumentException("partition key length out of [1, 256]: " + length);
        }
    }

    /** MD5 of the key's UTF-8 bytes, read as an unsigned integer. */
    public HashKey hash() {
        try {
            return new HashKey(
                    new BigInteger(1, MessageDigest.getInstance("MD5").digest(value.getBytes(UTF_8))));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has MD5", e);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
