package io.millrace.flink.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.flink.proxy.Backoff;
import io.millrace.flink.proxy.PutEntry;
import io.millrace.flink.proxy.PutFailure;
import io.millrace.flink.proxy.Retries;
import io.millrace.flink.proxy.StreamException.Kind;
import io.millrace.flink.proxy.StreamProxy;
import io.millrace.flink.proxy.testing.FakeStream;
import io.millrace.model.PartitionKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.metrics.groups.InternalSinkWriterMetricGroup;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.Test;

class StreamWriterTest {
    private final FakeStream stream = new FakeStream(2);
    private final List<Duration> pauses = new ArrayList<>();
    private final EntrySender sender = new EntrySender("fake", stream, Backoff.DEFAULT, pauses::add, new Random(1));

    private static PutFailure failure(int index, Kind kind) {
        return new PutFailure(index, kind, "on order");
    }

    private static List<PutEntry> entries(String... texts) {
        List<PutEntry> entries = new ArrayList<>();
        for (String text : texts) {
            entries.add(new PutEntry(new PartitionKey(text), text.getBytes(UTF_8)));
        }
        return entries;
    }

    private static List<String> texts(List<PutEntry> entries) {
        return entries.stream().map(entry -> new String(entry.data(), UTF_8)).toList();
    }

    @Test
    void repeatsOnlyWhatWasRefusedAndInItsOrder() throws Exception {
        stream.answerNextPut(all -> List.of(failure(1, Kind.THROTTLED), failure(3, Kind.UNAVAILABLE)));
        stream.answerNextPut(all -> List.of(failure(1, Kind.THROTTLED)));

        int refused = sender.send(entries("a", "b", "c", "d", "e"));

        assertThat(stream.puts().stream().map(StreamWriterTest::texts))
                .containsExactly(List.of("a", "b", "c", "d", "e"), List.of("b", "d"), List.of("d"));
        assertThat(stream.texts()).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
        assertThat(refused).isEqualTo(3);
        assertThat(pauses).hasSize(2);
    }

    @Test
    void waitsForThrottlingWithoutEndAndLongerEachTime() throws Exception {
        IntStream.range(0, 50).forEach(attempt -> stream.answerNextPut(all -> List.of(failure(0, Kind.THROTTLED))));

        sender.send(entries("a"));

        assertThat(pauses).hasSize(50);
        assertThat(pauses.getLast()).isGreaterThan(Duration.ofSeconds(4));
    }

    @Test
    void givesUpOnAServiceThatFailsWithoutProgress() {
        IntStream.range(0, 50).forEach(attempt -> stream.answerNextPut(all -> List.of(failure(0, Kind.UNAVAILABLE))));

        assertThatThrownBy(() -> sender.send(entries("a")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("took no record in 10 attempts");
        assertThat(stream.puts()).hasSize(Retries.ATTEMPTS_MAX);
    }

    @Test
    void failsAtOnceOnARecordThatIsRefusedForGood() {
        stream.answerNextPut(all -> List.of(failure(0, Kind.INVALID_ARGUMENT)));

        assertThatThrownBy(() -> sender.send(entries("a")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("refuses a record (invalid_argument): on order");
        assertThat(stream.puts()).hasSize(1);
    }

    private final TestProcessingTimeService timers = new TestProcessingTimeService();

    private StreamWriter<String> writer(SinkLimits limits) {
        return new StreamWriter<>(
                new TextConverter(),
                limits,
                sender,
                timers,
                new WriterMetrics(
                        InternalSinkWriterMetricGroup.wrap(UnregisteredMetricsGroup.createOperatorMetricGroup())));
    }

    @Test
    void sendsFullBatchesAtOnceAndTheRestAtTheCheckpoint() throws Exception {
        StreamWriter<String> writer = writer(new SinkLimits(3, StreamProxy.PUT_BYTES_MAX, Duration.ofSeconds(1)));

        for (int element = 0; element < 7; element++) {
            writer.write("e" + element, null);
        }
        assertThat(stream.puts()).hasSize(2);
        writer.flush(false);

        assertThat(stream.puts().stream().map(StreamWriterTest::texts))
                .containsExactly(List.of("e0", "e1", "e2"), List.of("e3", "e4", "e5"), List.of("e6"));
    }

    @Test
    void sendsWhatLingeredLongEnough() throws Exception {
        StreamWriter<String> writer = writer(SinkLimits.DEFAULT);
        timers.setCurrentTime(0);

        writer.write("a", null);
        timers.setCurrentTime(999);
        assertThat(stream.puts()).isEmpty();
        timers.setCurrentTime(1000);
        assertThat(stream.texts()).containsExactly("a");

        writer.write("b", null);
        timers.setCurrentTime(2000);
        assertThat(stream.texts()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void keepsRequestsWithinTheirBytes() throws Exception {
        StreamWriter<String> writer = writer(SinkLimits.DEFAULT);
        String large = "x".repeat(StreamProxy.RECORD_BYTES_MAX - 1);

        for (int element = 0; element < 6; element++) {
            writer.write(large, null);
        }
        writer.flush(true);

        assertThat(stream.puts().stream().map(List::size)).containsExactly(5, 1);
    }

    @Test
    void failsOnARecordThatIsTooLarge() {
        StreamWriter<String> writer = writer(SinkLimits.DEFAULT);

        assertThatThrownBy(() -> writer.write("x".repeat(StreamProxy.RECORD_BYTES_MAX), null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1048577 bytes")
                .hasMessageContaining("exceeds the limit of 1048576 bytes");
    }

    private static final class TextConverter implements EntryConverter<String> {
        private static final long serialVersionUID = 1L;

        @Override
        public void open(SerializationSchema.InitializationContext context, int subtask) {}

        @Override
        public PutEntry convert(String element) {
            return new PutEntry(new PartitionKey(element.substring(0, 1)), element.getBytes(UTF_8));
        }
    }
}
