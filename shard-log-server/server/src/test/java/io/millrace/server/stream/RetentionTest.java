package io.millrace.server.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.StreamName;
import io.millrace.server.testing.MemoryLogStore;
import io.millrace.server.testing.SettableClock;
import io.millrace.server.testing.Waiting;
import io.millrace.storage.Extent;
import io.millrace.storage.LogWriter;
import io.millrace.storage.MetadataLog;
import io.millrace.storage.testing.SimulatedDirectory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.StreamMode;

class RetentionTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    private final MemoryLogStore store = new MemoryLogStore();
    private final SettableClock clock = new SettableClock(START);
    private final SimulatedDirectory log = new SimulatedDirectory(new Random(1));
    private Streams streams;
    private Stream stream;

    @BeforeEach
    void open() throws IOException {
        streams = Streams.open(() -> MetadataLog.open(log), StreamsConfig.DEFAULT, clock, new Random(1));
        Creation creation = streams.create(
                new Creation.Wish(new StreamName("orders"), StreamMode.PROVISIONED, 1, 1 << 20, Map.of()));
        stream = ((Creation.Created) creation).stream();
        try (LogWriter writer = store.openWriter()) {
            for (int hour = 0; hour < 3; hour++) {
                long arrival = START.plus(Duration.ofHours(hour)).toEpochMilli();
                writer.append(log(), hour, arrival, "record".getBytes(UTF_8));
            }
            writer.commit();
        }
    }

    @AfterEach
    void close() throws IOException {
        streams.close();
    }

    @Test
    void recordsPastTheirTimeAreTrimmed() throws IOException {
        clock.advance(Duration.ofHours(24));
        Retention.run(streams, store);
        assertThat(store.extent(log()).first()).isZero();

        clock.advance(Duration.ofHours(1).plusMillis(1));
        Retention.run(streams, store);

        assertThat(store.extent(log()).first()).isEqualTo(2);
        assertThat(store.extent(log()).next()).isEqualTo(3);
    }

    @Test
    void shardsOfAStreamLongGoneAreDropped() throws IOException {
        clock.advance(Duration.ofMinutes(1));
        streams.delete(stream);
        clock.advance(Duration.ofMinutes(1));
        Retention.run(streams, store);
        assertThat(store.extent(log()).next()).isEqualTo(3);

        clock.advance(Duration.ofMinutes(10));
        Retention.run(streams, store);

        assertThat(store.extent(log())).isEqualTo(Extent.EMPTY);
        assertThat(streams.all()).isEmpty();
    }

    @Test
    void aStreamThatCannotBeForgottenOnAFullDiskDoesNotKeepTheRest() throws IOException {
        clock.advance(Duration.ofMinutes(1));
        streams.delete(stream);
        clock.advance(Duration.ofMinutes(10));
        log.capacity(0);

        assertThatThrownBy(() -> Retention.run(streams, store)).hasMessage("No space left on device");

        assertThat(store.extent(log())).isEqualTo(Extent.EMPTY);
        assertThat(store.reclaims()).isEqualTo(1);
        log.capacity(1 << 20);
        Retention.run(streams, store);
        assertThat(streams.all()).isEmpty();
    }

    @Test
    void theLoopLooksAgainAndAgainUntilItIsClosed() throws IOException {
        Retention retention = Retention.start(streams, store, Duration.ofMillis(1));
        clock.advance(Duration.ofHours(30));

        Waiting.until(() -> store.extent(log()).isEmpty());
        retention.close();

        assertThat(store.extent(log()).first()).isEqualTo(3);
    }

    @Test
    void aRestartForgetsTheShardsOfForgottenStreamsAgain() throws IOException {
        clock.advance(Duration.ofMinutes(1));
        streams.delete(stream);
        clock.advance(Duration.ofMinutes(10));
        streams.forget(stream);
        assertThat(store.extent(log()).next()).isEqualTo(3);

        Retention.start(streams, store, Duration.ofDays(1)).close();

        assertThat(store.extent(log())).isEqualTo(Extent.EMPTY);
    }

    @Test
    void aRestartTrimsBeforeAnybodyReads() throws IOException {
        clock.advance(Duration.ofHours(25).plusMillis(1));

        Retention.start(streams, store, Duration.ofDays(1)).close();

        assertThat(store.extent(log()).first()).isEqualTo(2);
    }

    private long log() {
        return stream.shards().getFirst().log();
    }
}
