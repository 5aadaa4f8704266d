package io.millrace.firehose.buffer;

import io.millrace.firehose.destination.Delivery;
import io.millrace.firehose.stream.BufferHints;
import io.millrace.firehose.stream.Intent;
import io.millrace.firehose.stream.Positions;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Records that wait for a delivery: a range of sequence numbers of each shard. The records are kept in a file, so a buffer
 * costs no memory; a crash loses the file and the range is read again. One thread.
 */
final class Buffer implements Closeable {
    private final BufferHints hints;
    private final Spool spool;
    private final TreeMap<String, BigInteger> through = new TreeMap<>();

    private long records;
    private long bytes;
    private Instant oldestArrival = Instant.MAX;
    private Instant firstRead = Instant.MAX;

    /** @param file overwritten, and deleted at the end */
    Buffer(BufferHints hints, Path file) throws IOException {
        this.hints = hints;
        this.spool = new Spool(file);
    }

    /** @param number of the record, the greatest of its shard so far */
    void add(String shard, BigInteger number, byte[] data, Instant arrival) throws IOException {
        spool.add(data, arrival);
        through.put(shard, number);
        records++;
        bytes += data.length;
        oldestArrival = arrival.isBefore(oldestArrival) ? arrival : oldestArrival;
    }

    /** The time from which the interval counts, if records were added to an empty buffer. */
    void read(Instant now) {
        if (records > 0 && firstRead.equals(Instant.MAX)) {
            firstRead = now;
        }
    }

    boolean full() {
        return bytes >= hints.bytes();
    }

    boolean due(Instant now) {
        return !firstRead.equals(Instant.MAX) && !now.isBefore(firstRead.plus(hints.interval()));
    }

    boolean empty() {
        return records == 0;
    }

    long bytes() {
        return bytes;
    }

    /** Arrival of the oldest record, if there is one. */
    Optional<Instant> oldestArrival() {
        return empty() ? Optional.empty() : Optional.of(oldestArrival);
    }

    /** This buffer as a delivery that has not been tried. */
    Intent intent() {
        return new Intent(UUID.randomUUID(), new Positions(through), oldestArrival, records);
    }

    Delivery.Records records() {
        return spool;
    }

    void clear() throws IOException {
        spool.clear();
        through.clear();
        records = 0;
        bytes = 0;
        oldestArrival = Instant.MAX;
        firstRead = Instant.MAX;
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }
}
