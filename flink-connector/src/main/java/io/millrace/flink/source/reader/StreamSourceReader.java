package io.millrace.flink.source.reader;

import io.millrace.flink.proxy.StreamRecord;
import io.millrace.flink.source.SourceSettings;
import io.millrace.flink.source.split.FinishRecordedEvent;
import io.millrace.flink.source.split.Progress;
import io.millrace.flink.source.split.ShardFinishedEvent;
import io.millrace.flink.source.split.ShardSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/**
 * Reads the shards of one task. A shard that is read to its end stays in the checkpoints until the enumerator has said
 * that it is in its own: whichever checkpoint a job restores, one side knows.
 */
@SuppressWarnings("try") // close() is Flink's, and declares what it wants.
public final class StreamSourceReader<T>
        extends SingleThreadMultiplexSourceReaderBase<StreamRecord, T, ShardSplit, ShardState> {
    private final ShardStates states;
    private final Map<Integer, ShardSplit> finished = new TreeMap<>();

    /** Not null while only the enumerator's answer keeps this reader from its end. */
    private @Nullable CompletableFuture<Void> lastAnswer;

    private StreamSourceReader(
            SourceSettings settings,
            RecordDeserializer<T> deserializer,
            SourceReaderContext context,
            ShardStates states,
            ReaderMetrics metrics) {
        super(
                () -> new ShardSplitReader(settings.stream().open(), settings, states, metrics),
                new StreamRecordEmitter<>(deserializer, metrics),
                context.getConfiguration(),
                context);
        this.states = states;
    }

    /** {@code deserializer} is open already. */
    public static <T> StreamSourceReader<T> create(
            SourceSettings settings, RecordDeserializer<T> deserializer, SourceReaderContext context) {
        return new StreamSourceReader<>(
                settings, deserializer, context, new ShardStates(), new ReaderMetrics(context.metricGroup()));
    }

    @Override
    protected ShardState initializedState(ShardSplit split) {
        ShardState state = new ShardState(split);
        states.add(state);
        return state;
    }

    @Override
    protected ShardSplit toSplitType(String splitId, ShardState state) {
        return state.split();
    }

    @Override
    protected void onSplitFinished(Map<String, ShardState> finishedStates) {
        for (ShardState state : finishedStates.values()) {
            ShardSplit split = state.split();
            states.remove(split.splitId());
            finished.put(split.shard().index(), split.with(new Progress.Finished()));
            context.sendSourceEventToCoordinator(ShardFinishedEvent.of(split.shard()));
        }
    }

    /** Stays until every end is recorded: an answer to a task that is gone would fail the job. */
    @Override
    public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
        InputStatus status = super.pollNext(output);
        if (status != InputStatus.END_OF_INPUT || finished.isEmpty()) {
            return status;
        }
        if (lastAnswer == null) {
            lastAnswer = new CompletableFuture<>();
        }
        return InputStatus.NOTHING_AVAILABLE;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return lastAnswer == null ? super.isAvailable() : lastAnswer;
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        if (event instanceof FinishRecordedEvent recorded) {
            recorded.shardIndexes().forEach(finished::remove);
            if (lastAnswer != null && finished.isEmpty()) {
                lastAnswer.complete(null);
                lastAnswer = null;
            }
            return;
        }
        super.handleSourceEvents(event);
    }

    @Override
    public List<ShardSplit> snapshotState(long checkpointId) {
        List<ShardSplit> splits = new ArrayList<>(super.snapshotState(checkpointId));
        splits.addAll(finished.values());
        return splits;
    }
}
