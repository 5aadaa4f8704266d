package io.millrace.keys.keyring;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys and aliases, kept in one file. Any thread may look; changes take turns on one thread, each durable before anybody
 * sees it.
 */
public final class Keyring implements Closeable {
    private static final Logger logger = LoggerFactory.getLogger(Keyring.class);

    private final KeyringFile file;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final ExecutorService changes = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("keyring").factory());
    /** Written by the thread of changes. */
    private volatile Contents contents;

    private Keyring(KeyringFile file, Contents contents, InstantSource clock, RandomGenerator random) {
        this.file = file;
        this.contents = contents;
        this.clock = clock;
        this.random = random;
    }

    /** Where a keyring is, and the key that seals it. */
    public record Files(Path keyring, Path masterKey) {}

    /**
     * Opens a keyring, making it and its master key if neither exists.
     *
     * @param random makes keys, so it must be unpredictable in production
     * @throws IOException in one line if it is damaged, or its master key is missing, another one, or open to others
     */
    public static Keyring open(Files files, InstantSource clock, RandomGenerator random) throws IOException {
        return open(files, new KeyringDisk(step -> {}), clock, random);
    }

    static Keyring open(Files files, KeyringDisk disk, InstantSource clock, RandomGenerator random) throws IOException {
        KeyringFile file = KeyringFile.open(files.keyring(), files.masterKey(), disk, random);
        return new Keyring(file, file.read(), clock, random);
    }

    /** The time, in what the file keeps of it. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** What there is now; a key whose time has come is not among it. */
    public Contents contents() {
        return contents.at(now());
    }

    /**
     * Changes what there is.
     *
     * @param change is given what there is, and may throw to refuse
     * @return what there is now, durable
     * @throws UncheckedIOException if the change could not be made durable; then nobody sees it in this process
     */
    public Contents change(UnaryOperator<Contents> change) {
        try {
            return CompletableFuture.supplyAsync(() -> changeNow(change), changes)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        } catch (RejectedExecutionException e) {
            throw new UncheckedIOException(new IOException("the keyring is closed", e));
        }
    }

    private Contents changeNow(UnaryOperator<Contents> change) {
        Contents before = contents;
        Contents after = change.apply(before.at(now()));
        if (after.equals(before)) {
            return after;
        }
        try {
            file.write(after);
        } catch (IOException e) {
            logger.error("The keyring was not changed", e);
            throw new UncheckedIOException(e);
        }
        contents = after;
        return after;
    }

    /** A new key with its first material; belongs to nobody yet. */
    public Key newKey(String description, Key.Owner owner) {
        byte[] bytes = new byte[2 * Long.BYTES];
        random.nextBytes(bytes);
        Instant now = now();
        return new Key(
                uuid(bytes),
                now,
                description,
                owner,
                true,
                Optional.empty(),
                Optional.empty(),
                List.of(Material.make(now, Material.Origin.CREATION, random)));
    }

    /** One of version 4: all at random but what says so. */
    private static UUID uuid(byte[] bytes) {
        ByteBuffer halves = ByteBuffer.wrap(bytes);
        long high = (halves.getLong() & ~0xF000L) | 0x4000L;
        long low = (halves.getLong() & ~(3L << 62)) | (2L << 62);
        return new UUID(high, low);
    }

    /** The key with one more material; durable once it is in a change. */
    public Key rotated(Key key) {
        return key.with(Material.make(now(), Material.Origin.ROTATION_ON_DEMAND, random));
    }

    /** The key, rotated before it is used if it is to rotate by itself and its time has come. */
    public Key upToDate(Key key) {
        Instant now = now();
        if (!key.isRotationDueAt(now)) {
            return key;
        }
        UUID id = key.id();
        Contents after = change(current -> current.key(id)
                .filter(found -> found.isRotationDueAt(now))
                .map(found -> current.with(found.with(Material.make(now, Material.Origin.AUTOMATIC_ROTATION, random))))
                .orElse(current));
        return after.key(id).orElse(key);
    }

    /** Bytes that nobody can foresee. */
    public byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Waits for the changes under way and refuses others. */
    @Override
    public void close() {
        changes.close();
    }
}
