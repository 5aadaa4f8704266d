package io.millrace.server.encryption;

import io.millrace.server.encryption.KeyService.NewDataKey;
import io.millrace.server.encryption.KeyServiceException.Reason;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The data keys in memory: one a stream for what is written, and those of what was read lately. Any thread. */
final class DataKeys {
    private static final int READ_MAX = 1_000;

    private final KeyService service;
    private final long lifeNanos;
    private final LongSupplier nanos;
    private final Map<String, Slot> writing = new ConcurrentHashMap<>();
    /** Guarded by itself; the one longest unused goes first. */
    private final Map<Sealed, DataKey> reading = new LinkedHashMap<>(16, 0.75f, true);

    DataKeys(KeyService service, Duration life, LongSupplier nanos) {
        this.service = service;
        this.lifeNanos = life.toNanos();
        this.nanos = nanos;
    }

    /**
     * A stream as far as its keys go.
     *
     * @param arn bound to its data keys
     */
    record Owner(String id, String arn) {}

    /** What seals a stream's records now, and under which key. One caller fetches for all. */
    private static final class Slot {
        private final ReentrantLock fetching = new ReentrantLock();
        private volatile @Nullable Current current;
        // Written by who holds the lock.
        private final AtomicLong fetches = new AtomicLong();
        private volatile @Nullable KeyServiceException failure;
    }

    private record Current(String keyId, DataKey key) {}

    @SuppressWarnings("ArrayRecordComponent") // compared below
    private record Sealed(String stream, byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Sealed sealed && stream.equals(sealed.stream) && Arrays.equals(bytes, sealed.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    /** The data key that is to seal so many more records of a stream. */
    DataKey toSeal(Owner stream, String keyId, int records) throws KeyServiceException {
        Slot slot = writing.computeIfAbsent(stream.id(), id -> new Slot());
        long seen = slot.fetches.get();
        Optional<DataKey> ready = ready(slot, keyId, records);
        if (ready.isPresent()) {
            return ready.get();
        }
        slot.fetching.lock();
        try {
            Optional<DataKey> fetched = ready(slot, keyId, records);
            if (fetched.isPresent()) {
                return fetched.get();
            }
            KeyServiceException failure = slot.failure;
            if (slot.fetches.get() != seen && failure != null) {
                // Who waited while another asked has its answer: a service that hangs is not asked by one after
                // another.
                throw failure;
            }
            return fetch(slot, stream, keyId, records);
        } finally {
            slot.fetching.unlock();
        }
    }

    private Optional<DataKey> ready(Slot slot, String keyId, int records) {
        return Optional.ofNullable(slot.current)
                .filter(current -> current.keyId().equals(keyId))
                .map(Current::key)
                .filter(key -> !key.isOver(nanos.getAsLong()) && key.take(records));
    }

    private DataKey fetch(Slot slot, Owner stream, String keyId, int records) throws KeyServiceException {
        forgetOld();
        try {
            NewDataKey made = service.generate(keyId, stream.arn());
            DataKey key = dataKey(made.plaintext(), made.sealed());
            key.take(records);
            slot.current = new Current(keyId, key);
            slot.failure = null;
            // What is written is often read at once.
            remember(new Sealed(stream.id(), made.sealed()), key);
            return key;
        } catch (KeyServiceException e) {
            slot.failure = e;
            throw e;
        } finally {
            slot.fetches.incrementAndGet();
        }
    }

    /** The data key of records that are to be read, if it is in memory. */
    Optional<DataKey> toRead(Owner stream, byte[] sealed) {
        synchronized (reading) {
            return Optional.ofNullable(reading.get(new Sealed(stream.id(), sealed)))
                    .filter(key -> !key.isOver(nanos.getAsLong()));
        }
    }

    /** Has the data key of records unsealed. */
    DataKey fetchToRead(Owner stream, byte[] sealed) throws KeyServiceException {
        DataKey key = dataKey(service.unseal(sealed, stream.arn()), sealed);
        remember(new Sealed(stream.id(), sealed), key);
        return key;
    }

    private DataKey dataKey(byte[] plaintext, byte[] sealed) throws KeyServiceException {
        try {
            return new DataKey(plaintext, sealed, nanos.getAsLong() + lifeNanos);
        } catch (GeneralSecurityException e) {
            throw new KeyServiceException(
                    Reason.UNAVAILABLE, "The key service gave a data key of %d bytes".formatted(plaintext.length), e);
        }
    }

    private void remember(Sealed sealed, DataKey key) {
        synchronized (reading) {
            reading.values().removeIf(old -> old.isOver(nanos.getAsLong()));
            reading.put(sealed, key);
            if (reading.size() > READ_MAX) {
                reading.remove(reading.keySet().iterator().next());
            }
        }
    }

    /** Streams come and go; their keys are not to stay. */
    private void forgetOld() {
        long now = nanos.getAsLong();
        writing.values().removeIf(slot -> {
            Current current = slot.current;
            return !slot.fetching.isLocked()
                    && (current == null || current.key().isOver(now));
        });
    }
}
