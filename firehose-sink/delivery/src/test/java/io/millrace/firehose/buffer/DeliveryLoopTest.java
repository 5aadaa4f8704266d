package io.millrace.firehose.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.firehose.destination.Delivery;
import io.millrace.firehose.destination.Destination;
import io.millrace.firehose.stream.BufferHints;
import io.millrace.firehose.stream.DeliveryStream;
import io.millrace.firehose.stream.DeliveryStreamStore;
import io.millrace.firehose.stream.Intent;
import io.millrace.firehose.stream.Positions;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.firehose.model.CreateDeliveryStreamRequest;

class DeliveryLoopTest {
    private static final UUID ID = UUID.randomUUID();
    private static final DeliveryLoop.Source SOURCE =
            new DeliveryLoop.Source("flights", new Start.TrimHorizon(), Duration.ofMillis(10));

    @TempDir
    private Path directory;

    private final ScriptedStream stream = new ScriptedStream();
    private DeliveryStreamStore store;

    @BeforeEach
    void open() throws IOException {
        store = DeliveryStreamStore.open(directory.resolve("store"));
        store.add(DeliveryStream.creating(
                ID,
                Instant.EPOCH,
                CreateDeliveryStreamRequest.builder()
                        .deliveryStreamName("flights")
                        .build()));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aDeliveryThatAProcessDidNotSeeEndIsRepeatedAsItWas() throws IOException {
        stream.open("shard", null, null, 1, 2);
        Scripted interrupted = new Scripted(1, true);
        run(interrupted);
        stream.open("shard", null, null, 1, 2, 3, 4, 5);

        Scripted next = new Scripted(3, false);
        run(next);

        assertThat(interrupted.intents).hasSize(1);
        assertThat(next.intents.getFirst()).isEqualTo(interrupted.intents.getFirst());
        assertThat(next.records).containsExactly(2, 2, 1);
        assertThat(store.progress(ID).intent()).isEmpty();
        assertThat(store.progress(ID).delivered()).isEqualTo(positions("shard", 5));
    }

    @Test
    void aDeliveryIsTriedAgainUntilItSucceedsAndNothingIsReadMeanwhile() throws IOException {
        stream.open("shard", null, null, 1, 2, 3, 4);
        Scripted failing = new Scripted(4, false);
        failing.failures = 2;

        run(failing);

        assertThat(failing.intents.subList(0, 3)).containsOnly(failing.intents.getFirst());
        assertThat(failing.records).containsExactly(2, 2, 2, 2);
    }

    @Test
    void whatTheDestinationHasAlreadyIsNotDeliveredAgain() throws IOException {
        stream.open("shard", null, null, 1, 2, 3);
        Scripted ahead = new Scripted(1, false);
        ahead.known = positions("shard", 2);

        run(ahead);

        assertThat(ahead.records).containsExactly(1);
        assertThat(store.progress(ID).delivered()).isEqualTo(positions("shard", 3));
    }

    private void run(Scripted destination) throws IOException {
        DeliveryMeters meters = new DeliveryMeters(new SimpleMeterRegistry(), "flights", InstantSource.system());
        new DeliveryLoop(
                        new DeliveryLoop.Subject("flights", ID, SOURCE, BufferHints.of(1, 0)),
                        new DeliveryLoop.Resources(
                                stream, store, directory.resolve("spool"), InstantSource.system(), meters),
                        destination,
                        destination.stop)
                .run();
    }

    private static Positions positions(String shard, int through) {
        return new Positions(new TreeMap<>(Map.of(shard, BigInteger.valueOf(through))));
    }

    /** Notes what it is given; the last delivery ends the loop. */
    private static final class Scripted implements Destination {
        private final Stop stop = new Stop();
        private final List<Intent> intents = new ArrayList<>();
        private final List<Integer> records = new ArrayList<>();
        private final int calls;
        private final boolean losesLastAnswer;

        private int failures;
        private Positions known = Positions.NONE;

        Scripted(int calls, boolean losesLastAnswer) {
            this.calls = calls;
            this.losesLastAnswer = losesLastAnswer;
        }

        @Override
        public Positions delivered() {
            return known;
        }

        @Override
        public Outcome deliver(Delivery delivery) throws IOException {
            List<byte[]> found = new ArrayList<>();
            delivery.records().forEach((data, arrival) -> found.add(data));
            intents.add(delivery.intent());
            records.add(found.size());
            if (intents.size() == calls) {
                stop.request();
                if (losesLastAnswer) {
                    throw new IOException("the process ends here");
                }
            }
            if (intents.size() <= failures) {
                throw new IOException("not now");
            }
            return new Outcome(found.size(), 0);
        }
    }
}
