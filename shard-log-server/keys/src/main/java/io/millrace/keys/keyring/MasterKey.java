package io.millrace.keys.keyring;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The key that seals the keyring: 64 hexadecimal digits and a line end, in a file of its own that only its owner reads. */
public final class MasterKey {
    private static final int SECRET_BYTES = 32;

    /** Larger files are not read to find out that they are no key. */
    private static final int FILE_BYTES_MAX = 1024;

    private static final Set<PosixFilePermission> FOR_OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);

    private final Aead aead;

    private MasterKey(byte[] secret) {
        try {
            aead = new AesGcmJce(secret);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has AES-256 in GCM", e);
        }
    }

    /** Throws {@link IOException} in one line if the file is no key, or one that others may read or write. */
    static MasterKey read(Path file) throws IOException {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw unreadable(file);
            }
            refuseOthers(file);
            String digits = new String(Files.readAllBytes(file), US_ASCII).strip();
            if (digits.length() != 2 * SECRET_BYTES) {
                throw unreadable(file);
            }
            return new MasterKey(HexFormat.of().parseHex(digits));
        } catch (NoSuchFileException e) {
            throw new IOException("there is a keyring, but the master key that seals it is missing: " + file, e);
        } catch (IllegalArgumentException e) {
            throw new IOException(unreadable(file).getMessage(), e);
        }
    }

    /** Makes a key and its file, for the owner alone; durable when this returns. */
    static MasterKey make(Path file, KeyringDisk disk, RandomGenerator random) throws IOException {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        disk.replace(file, (HexFormat.of().formatHex(secret) + "\n").getBytes(US_ASCII));
        return new MasterKey(secret);
    }

    private static IOException unreadable(Path file) {
        return new IOException(
                "the master key file does not hold %d hexadecimal digits: %s".formatted(2 * SECRET_BYTES, file));
    }

    private static void refuseOthers(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.stream().anyMatch(FOR_OTHERS::contains)) {
            throw new IOException("the master key file may be read or written by others: " + file);
        }
    }

    byte[] seal(byte[] plaintext, byte[] associated) {
        try {
            return aead.encrypt(plaintext, associated);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("AES in GCM encrypts anything", e);
        }
    }

    /** Throws if the bytes are damaged, or sealed by another key. */
    byte[] unseal(byte[] sealed, byte[] associated) throws GeneralSecurityException {
        return aead.decrypt(sealed, associated);
    }
}
