package io.millrace.flink.source.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flink.Conditions;
import io.millrace.flink.proxy.testing.FakeStream;
import io.millrace.flink.source.SourceSettings;
import io.millrace.flink.source.split.FinishRecordedEvent;
import io.millrace.flink.source.split.Progress;
import io.millrace.flink.source.split.ShardFinishedEvent;
import io.millrace.flink.source.split.ShardSplit;
import io.millrace.model.ShardId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.connector.testutils.source.reader.TestingReaderOutput;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink declares what close() throws.
class StreamSourceReaderTest {
    private static final ShardId SHARD = new ShardId(0);

    private final FakeStream stream = new FakeStream(1);
    private final TestingReaderContext context = new TestingReaderContext();
    private final TestingReaderOutput<String> output = new TestingReaderOutput<>();

    private StreamSourceReader<String> readerOfAClosedShard() {
        stream.append(SHARD, "a");
        stream.split(SHARD);
        StreamSourceReader<String> reader = StreamSourceReader.create(
                SourceSettings.of(stream.factory()), RecordDeserializer.ofData(new SimpleStringSchema()), context);
        reader.start();
        reader.addSplits(List.of(ShardSplit.unread(SHARD, new Progress.FromTrimHorizon(), null)));
        reader.notifyNoMoreSplits();
        return reader;
    }

    private InputStatus poll(StreamSourceReader<String> reader) {
        try {
            return reader.pollNext(output);
        } catch (Exception e) {
            throw new AssertionError("the fake does not fail", e);
        }
    }

    @Test
    void keepsAFinishedShardInItsCheckpointsUntilTheEnumeratorHasRecordedIt() throws Exception {
        try (StreamSourceReader<String> reader = readerOfAClosedShard()) {
            Conditions.await(Duration.ofSeconds(10), () -> {
                poll(reader);
                return !context.getSentEvents().isEmpty();
            });

            assertThat(output.getEmittedRecords()).containsExactly("a");
            assertThat(context.getSentEvents()).containsExactly(ShardFinishedEvent.of(SHARD));
            assertThat(reader.snapshotState(1))
                    .containsExactly(ShardSplit.unread(SHARD, new Progress.Finished(), null));
            reader.handleSourceEvents(new FinishRecordedEvent(Set.of(0)));

            assertThat(reader.snapshotState(2)).isEmpty();
        }
    }

    @Test
    void doesNotEndBeforeTheEnumeratorHasAnswered() throws Exception {
        try (StreamSourceReader<String> reader = readerOfAClosedShard()) {
            Conditions.await(Duration.ofSeconds(10), () -> {
                poll(reader);
                return reader.getNumberOfCurrentlyAssignedSplits() == 0
                        && poll(reader) == InputStatus.NOTHING_AVAILABLE
                        && !reader.isAvailable().isDone();
            });
            reader.handleSourceEvents(new FinishRecordedEvent(Set.of(0)));

            Conditions.await(Duration.ofSeconds(10), () -> poll(reader) == InputStatus.END_OF_INPUT);
        }
    }
}
