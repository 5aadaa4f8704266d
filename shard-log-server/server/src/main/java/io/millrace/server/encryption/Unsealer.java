package io.millrace.server.encryption;

import io.millrace.server.stream.Stream;
import io.millrace.server.write.Payload;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens the records of one read, sealed or not. It never waits while records are visited: where a data key is not in
 * memory the read ends early, and {@link #fetch} has it unsealed before the next one. One thread.
 */
public final class Unsealer {
    private final Seals seals;
    private final Stream stream;
    private final long shard;
    private byte @Nullable [] associated;
    private @Nullable DataKey last;
    private byte @Nullable [] missing;

    Unsealer(Seals seals, Stream stream, long shard) {
        this.seals = seals;
        this.stream = stream;
        this.shard = shard;
    }

    /**
     * The payload of a record that was not sealed where it stands, or of one that was as an array of its own.
     *
     * @return null from the first record on whose data key is missing
     */
    public @Nullable Payload open(ByteBuffer source, int position, int bytes) {
        if (missing != null) {
            return null;
        }
        if (source.get(position) != SealedPayload.VERSION) {
            return new Payload(source, position, bytes);
        }
        return unseal(source, position, bytes);
    }

    private @Nullable Payload unseal(ByteBuffer source, int position, int bytes) {
        DataKey key = last;
        if (key == null || !SealedPayload.isUnder(key, source, position)) {
            byte[] sealed = SealedPayload.dataKey(source, position, bytes);
            Optional<DataKey> known = seals.keys().toRead(seals.owner(stream), sealed);
            if (known.isEmpty()) {
                missing = sealed;
                return null;
            }
            key = known.get();
            last = key;
        }
        if (associated == null) {
            associated = SealedPayload.associated(stream.id(), shard);
        }
        return SealedPayload.open(key, source, position, bytes, associated);
    }

    /** Fetches the data key that was missing; returns false if none was. */
    public boolean fetch() throws KeyServiceException {
        byte[] sealed = missing;
        if (sealed == null) {
            return false;
        }
        last = seals.keys().fetchToRead(seals.owner(stream), sealed);
        missing = null;
        return true;
    }
}
