package io.millrace.keys.keyring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The one file in which a keyring lives, version 1, big-endian.
 *
 * <pre>
 *  0          8         12
 *  +----------+---------+--------------------------------------------+
 *  | MILLKEYS | version | nonce (12), AES-256-GCM, tag (16): contents |   associated data: what stands before
 *  +----------+---------+--------------------------------------------+   contents: as {@link ContentsCodec} draws them
 * </pre>
 *
 * It is replaced whole with every change. Any damage shows in the tag.
 */
final class KeyringFile {
    private static final long MAGIC = 0x4D494C4C4B455953L;
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 12;
    private static final byte[] HEADER =
            ByteBuffer.allocate(HEADER_BYTES).putLong(MAGIC).putInt(VERSION).array();

    private final Path path;
    private final MasterKey master;
    private final KeyringDisk disk;

    private KeyringFile(Path path, MasterKey master, KeyringDisk disk) {
        this.path = path;
        this.master = master;
        this.disk = disk;
    }

    /**
     * Opens or makes a keyring. A master key is made only for a keyring that does not exist yet: another one in place of
     * one that was lost would not help.
     */
    static KeyringFile open(Path path, Path masterKey, KeyringDisk disk, RandomGenerator random) throws IOException {
        if (Files.exists(path) || Files.exists(masterKey)) {
            return new KeyringFile(path, MasterKey.read(masterKey), disk);
        }
        return new KeyringFile(path, MasterKey.make(masterKey, disk, random), disk);
    }

    /** Throws {@link IOException} in one line if the file is damaged or its master key is another one. */
    Contents read() throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            return Contents.NOTHING;
        }
        if (bytes.length < HEADER_BYTES || ByteBuffer.wrap(bytes).getLong() != MAGIC) {
            throw new IOException("this is not a keyring, or a damaged one: " + path);
        }
        int version = ByteBuffer.wrap(bytes).getInt(Long.BYTES);
        if (version != VERSION) {
            throw new IOException(
                    "a keyring of version %d, this server reads %d: %s".formatted(version, VERSION, path));
        }
        try {
            return ContentsCodec.decode(master.unseal(Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length), HEADER));
        } catch (GeneralSecurityException e) {
            throw new IOException("the keyring is damaged, or sealed with another master key: " + path, e);
        }
    }

    /** Replaces the file; durable when this returns. */
    void write(Contents contents) throws IOException {
        byte[] sealed = master.seal(ContentsCodec.encode(contents), HEADER);
        byte[] bytes = Arrays.copyOf(HEADER, HEADER_BYTES + sealed.length);
        System.arraycopy(sealed, 0, bytes, HEADER_BYTES, sealed.length);
        disk.replace(path, bytes);
    }
}
