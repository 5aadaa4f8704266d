package io.millrace.keys.keyring;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * One of the secrets that a key has had.
 *
 * @param id 64 hexadecimal digits, public
 * @param origin why it was made
 * @param secret 32 bytes; never shown, kept as given
 */
@SuppressWarnings("ArrayRecordComponent") // compared below
public record Material(String id, Instant made, Origin origin, byte[] secret) {
    static final int SECRET_BYTES = 32;

    private static final int ID_BYTES = 32;

    /** Why there is a material. */
    public enum Origin {
        CREATION,
        AUTOMATIC_ROTATION,
        ROTATION_ON_DEMAND
    }

    public Material {
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException("a secret of %d bytes".formatted(secret.length));
        }
    }

    static Material make(Instant made, Origin origin, RandomGenerator random) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new Material(HexFormat.of().formatHex(id), made, origin, secret);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Material material
                && id.equals(material.id)
                && made.equals(material.made)
                && origin == material.origin
                && Arrays.equals(secret, material.secret);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "Material[%s]".formatted(id);
    }
}
