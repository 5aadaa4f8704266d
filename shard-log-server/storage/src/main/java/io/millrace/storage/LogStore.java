package io.millrace.storage;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of many shards. A shard is a number that the caller never uses again once dropped; a record in it is a
 * sequence, counted up by the caller from 0.
 *
 * <p>Appends go through the one {@link LogWriter}. Everything else is for any thread, and sees committed records only.
 */
public interface LogStore extends Closeable {
    /** What a record takes of the {@link #room} beside its payload, at most: its frame, and its part of an index. */
    int RECORD_OVERHEAD_BYTES = 128;

    /**
     * Opens the writer after recovery of what earlier ones left. One opened before is fenced: whatever it does next
     * fails with {@link FencedException} and reaches no reader.
     */
    LogWriter openWriter() throws IOException;

    /**
     * Reads records from the first retained one at or after {@code fromSequence}, in order, none left out.
     *
     * @return how many the visitor was given: 0 if there is none yet; else at least one, however small the limit
     */
    int read(long shard, long fromSequence, ReadLimit limit, RecordVisitor visitor) throws IOException;

    /** As {@link #read(long, long, ReadLimit, RecordVisitor)}, into memory that is the caller's. */
    default Batch read(long shard, long fromSequence, ReadLimit limit) throws IOException {
        List<Batch.Entry> entries = new ArrayList<>();
        read(shard, fromSequence, limit, (sequence, arrivalMillis, source, position, bytes) -> {
            byte[] payload = new byte[bytes];
            source.get(position, payload);
            entries.add(new Batch.Entry(sequence, arrivalMillis, payload));
        });
        return new Batch(entries);
    }

    /**
     * How many bytes the next commit may take of the disk; never negative. Who goes past it may fill the disk, which
     * would end the writer and retention with it.
     */
    default long room() throws IOException {
        return Long.MAX_VALUE;
    }

    /** What a shard holds now. A shard never written to is empty. */
    Extent extent(long shard);

    /** Whether a writer has sealed the shard. */
    boolean isSealed(long shard);

    /** Takes a seal back: the shard goes on where it ended. */
    void unseal(long shard);

    /** The first retained sequence that arrived at or after the time, or {@link Extent#next} if none did. */
    long firstSince(long shard, long arrivalMillis) throws IOException;

    /** Moves a shard's trim horizon past every record that arrived before the time. Never moves back. */
    void trim(long shard, long beforeArrivalMillis) throws IOException;

    /** Forgets a shard. */
    void drop(long shard) throws IOException;

    /** Deletes the files none of whose records is readable any more; returns the bytes freed. */
    long reclaim() throws IOException;
}
