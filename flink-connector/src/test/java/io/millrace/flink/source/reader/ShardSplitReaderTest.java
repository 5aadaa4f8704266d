package io.millrace.flink.source.reader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.flink.Conditions;
import io.millrace.flink.proxy.Backoff;
import io.millrace.flink.proxy.Retries;
import io.millrace.flink.proxy.StreamException;
import io.millrace.flink.proxy.StreamException.Kind;
import io.millrace.flink.proxy.StreamRecord;
import io.millrace.flink.proxy.testing.FakeStream;
import io.millrace.flink.source.SourceSettings;
import io.millrace.flink.source.split.Progress;
import io.millrace.flink.source.split.ShardSplit;
import io.millrace.model.ShardId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class ShardSplitReaderTest {
    private final FakeStream stream = new FakeStream(2);
    private final List<String> tips = new ArrayList<>();

    private ShardSplitReader reader(Duration interval, Duration idle) {
        SourceSettings settings = SourceSettings.of(stream.factory()).within(new ReadLimits(2, interval, idle));
        ReaderMetrics metrics = new ReaderMetrics(UnregisteredMetricsGroup.createSourceReaderMetricGroup());
        ShardSplitReader reader = new ShardSplitReader(stream, settings, (split, tip) -> tips.add(split), metrics);
        reader.handleSplitsChanges(new SplitsAddition<>(List.of(unread(0), unread(1))));
        return reader;
    }

    private static ShardSplit unread(int shard) {
        return ShardSplit.unread(new ShardId(shard), new Progress.FromTrimHorizon(), null);
    }

    private ShardSplitReader eager() {
        return reader(Duration.ZERO, Duration.ZERO);
    }

    private List<String> fetch(ShardSplitReader reader) throws IOException {
        List<String> texts = new ArrayList<>();
        RecordsWithSplitIds<StreamRecord> fetched = reader.fetch();
        while (fetched.nextSplit() != null) {
            for (StreamRecord record = fetched.nextRecordFromSplit();
                    record != null;
                    record = fetched.nextRecordFromSplit()) {
                texts.add(new String(record.data(), UTF_8));
            }
        }
        return texts;
    }

    private List<String> fetchUnchecked(ShardSplitReader reader) {
        try {
            return fetch(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void readsItsShardsInTurn() throws IOException {
        IntStream.range(0, 4).forEach(count -> {
            stream.append(new ShardId(0), "a" + count);
            stream.append(new ShardId(1), "b" + count);
        });
        ShardSplitReader reader = eager();

        List<List<String>> fetched = List.of(fetch(reader), fetch(reader), fetch(reader), fetch(reader));

        assertThat(fetched)
                .containsExactly(List.of("a0", "a1"), List.of("b0", "b1"), List.of("a2", "a3"), List.of("b2", "b3"));
    }

    @Test
    void goesOnAfterThrottlingAndLostConnections() throws InterruptedException {
        stream.append(new ShardId(0), "a");
        stream.failNextRead(Kind.THROTTLED);
        stream.failNextRead(Kind.UNAVAILABLE);
        stream.failNextRead(Kind.ITERATOR_EXPIRED);
        ShardSplitReader reader = eager();

        List<String> texts = new ArrayList<>();
        Conditions.await(Duration.ofSeconds(30), () -> texts.addAll(fetchUnchecked(reader)));

        assertThat(texts).containsExactly("a");
    }

    @Test
    void failsAfterTooManyLostConnectionsInARow() {
        IntStream.range(0, 2 * Retries.ATTEMPTS_MAX).forEach(count -> stream.failNextRead(Kind.UNAVAILABLE));
        ShardSplitReader reader = new ShardSplitReader(
                stream,
                SourceSettings.of(stream.factory()),
                (split, tip) -> {},
                new ReaderMetrics(UnregisteredMetricsGroup.createSourceReaderMetricGroup()),
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)));
        reader.handleSplitsChanges(new SplitsAddition<>(List.of(unread(0))));

        assertThatThrownBy(() -> {
                    for (int fetches = 0; fetches < Retries.ATTEMPTS_MAX; fetches++) {
                        fetch(reader);
                    }
                })
                .isInstanceOf(StreamException.class);
        assertThat(stream.reads()).isEqualTo(Retries.ATTEMPTS_MAX);
    }

    @Test
    void restsAtTheTipUntilItIsWoken() throws Exception {
        ShardSplitReader reader = reader(Duration.ofHours(1), Duration.ofHours(1));
        fetch(reader);
        fetch(reader);
        int reads = stream.reads();

        CompletableFuture<List<String>> resting = CompletableFuture.supplyAsync(() -> fetchUnchecked(reader));
        reader.wakeUp();

        assertThat(resting.get(10, TimeUnit.SECONDS)).isEmpty();
        assertThat(stream.reads()).isEqualTo(reads);
        assertThat(tips).containsExactlyInAnyOrder("shardId-000000000000", "shardId-000000000001");
    }

    @Test
    void leavesPausedShardsAlone() throws IOException {
        stream.append(new ShardId(0), "a");
        stream.append(new ShardId(1), "b");
        ShardSplitReader reader = eager();
        reader.pauseOrResumeSplits(List.of(unread(0)), List.of());

        assertThat(fetch(reader)).containsExactly("b");
        assertThat(fetch(reader)).isEmpty();
        reader.pauseOrResumeSplits(List.of(), List.of(unread(0)));

        assertThat(fetch(reader)).containsExactly("a");
    }

    @Test
    void tellsThatAShardEnded() throws IOException {
        stream.append(new ShardId(0), "a");
        stream.split(new ShardId(0));

        RecordsWithSplitIds<StreamRecord> fetched = eager().fetch();

        assertThat(fetched.finishedSplits()).isEqualTo(Set.of("shardId-000000000000"));
    }
}
