package io.millrace.firehose.buffer;

import io.millrace.firehose.destination.Delivery;
import io.millrace.firehose.destination.Destination;
import io.millrace.firehose.stream.BufferHints;
import io.millrace.firehose.stream.DeliveryStreamStore;
import io.millrace.firehose.stream.Intent;
import io.millrace.firehose.stream.Positions;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * Moves one delivery stream's records, buffer after buffer. While a delivery does not succeed nothing is read, so a slow
 * destination costs neither memory nor records: they wait in the source. One thread.
 */
final class DeliveryLoop {
    private static final Logger logger = LoggerFactory.getLogger(DeliveryLoop.class);

    private final Subject subject;
    private final Resources resources;
    private final Destination destination;
    private final Stop stop;
    private final DeliveryMeters meters;

    private Positions delivered = Positions.NONE;

    DeliveryLoop(Subject subject, Resources resources, Destination destination, Stop stop) {
        this.subject = subject;
        this.resources = resources;
        this.destination = destination;
        this.stop = stop;
        this.meters = resources.meters();
    }

    /**
     * What is delivered.
     *
     * @param stream where it waits
     */
    record Subject(String name, UUID id, Source stream, BufferHints hints) {}

    /** @param pause between reads of a shard that has no more; one may be read five times a second, by all readers */
    record Source(String name, Start start, Duration pause) {}

    /** What it is delivered with. */
    record Resources(
            KinesisClient kinesis, DeliveryStreamStore store, Path spool, InstantSource clock, DeliveryMeters meters) {}

    /**
     * Delivers until the stop is requested.
     *
     * @throws IOException if the spool cannot be written
     * @throws SdkException if the source cannot be read; the caller runs another loop later, which reads again what was
     *     not delivered
     */
    void run() throws IOException {
        DeliveryStreamStore.Progress progress = resources.store().progress(subject.id());
        delivered = progress.delivered();
        try (Buffer buffer = new Buffer(subject.hints(), resources.spool())) {
            if (progress.intent().isPresent() && !repeat(progress.intent().get(), buffer)) {
                return;
            }
            delivered = delivered.furthest(destination.delivered());
            SourceReader reader = reader();
            while (!stop.requested()) {
                boolean more = reader.poll(now(), (shard, records) -> add(buffer, shard, records, reader));
                meters.oldest(buffer.oldestArrival());
                if (buffer.due(now())) {
                    deliver(buffer, reader);
                } else if (!more) {
                    stop.within(subject.stream().pause());
                }
            }
        } finally {
            meters.idle();
        }
    }

    private SourceReader reader() {
        Source stream = subject.stream();
        return new SourceReader(resources.kinesis(), stream.name(), stream.start(), delivered);
    }

    private Instant now() {
        return resources.clock().instant();
    }

    private void add(Buffer buffer, String shard, List<Record> records, SourceReader reader) throws IOException {
        for (Record record : records) {
            if (stop.requested()) {
                return;
            }
            add(buffer, shard, record);
            if (buffer.full()) {
                meters.oldest(buffer.oldestArrival());
                deliver(buffer, reader);
            }
        }
        buffer.read(now());
    }

    private static void add(Buffer buffer, String shard, Record record) throws IOException {
        buffer.add(
                shard,
                new BigInteger(record.sequenceNumber()),
                record.data().asByteArrayUnsafe(),
                record.approximateArrivalTimestamp());
    }

    private void deliver(Buffer buffer, SourceReader reader) throws IOException {
        Intent intent = buffer.intent();
        Positions after = delivered.only(reader.shards()).furthest(intent.through());
        resources.store().begin(subject.id(), intent);
        complete(new Delivery(intent, after, buffer.records()), buffer);
    }

    /** Reads an intent's range again and delivers it under the same names. */
    private boolean repeat(Intent intent, Buffer buffer) throws IOException {
        logger.info("delivery stream {}: repeating delivery {}", subject.name(), intent.id());
        SourceReader reader = reader();
        long found = 0;
        for (Map.Entry<String, BigInteger> end : intent.through().byShard().entrySet()) {
            ShardCursor cursor = reader.cursor(end.getKey());
            BigInteger last = delivered.of(end.getKey()).orElse(BigInteger.ZERO);
            while (last.compareTo(end.getValue()) < 0 && !cursor.drained()) {
                List<Record> records = cursor.poll();
                for (Record record : records) {
                    last = new BigInteger(record.sequenceNumber());
                    if (last.compareTo(end.getValue()) <= 0) {
                        add(buffer, end.getKey(), record);
                        found++;
                    }
                }
                if (records.isEmpty() && stop.within(subject.stream().pause())) {
                    return false;
                }
            }
        }
        if (found != intent.records()) {
            logger.error(
                    "delivery stream {}: {} of {} records of delivery {} are left in {}: the others outlived its retention",
                    subject.name(),
                    found,
                    intent.records(),
                    intent.id(),
                    subject.stream().name());
        }
        Positions after = delivered.furthest(intent.through());
        return complete(new Delivery(intent, after, buffer.records()), buffer);
    }

    /** Tries until it succeeds; false if the stop is requested before. */
    private boolean complete(Delivery delivery, Buffer buffer) throws IOException {
        Backoff backoff = new Backoff();
        while (!stop.requested()) {
            try {
                meters.delivered(destination.deliver(delivery), buffer.bytes());
                delivered = delivery.after();
                resources.store().complete(subject.id(), delivered);
                buffer.clear();
                return true;
            } catch (IOException | RuntimeException e) {
                // Whatever the destination says, its records wait: dropping them is never the answer.
                Duration wait = backoff.next();
                meters.failed();
                logger.warn(
                        "delivery stream {}: delivery {} failed, again in {}: {}",
                        subject.name(),
                        delivery.intent().id(),
                        wait,
                        e.toString());
                stop.within(wait);
            }
        }
        return false;
    }
}
