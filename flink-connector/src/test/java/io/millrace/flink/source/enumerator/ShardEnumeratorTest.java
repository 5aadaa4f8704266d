package io.millrace.flink.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.flink.proxy.Backoff;
import io.millrace.flink.proxy.Retries;
import io.millrace.flink.proxy.testing.FakeStream;
import io.millrace.flink.source.SourceSettings;
import io.millrace.flink.source.split.FinishRecordedEvent;
import io.millrace.flink.source.split.Progress;
import io.millrace.flink.source.split.ShardFinishedEvent;
import io.millrace.flink.source.split.ShardSplit;
import io.millrace.model.ShardId;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.connector.testutils.source.reader.TestingSplitEnumeratorContext;
import org.apache.flink.connector.testutils.source.reader.TestingSplitEnumeratorContext.SplitAssignmentState;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShardEnumeratorTest {
    private final FakeStream stream = new FakeStream(4);
    private final Context context = new Context();
    private ShardEnumerator enumerator = enumerator(false, null);

    private ShardEnumerator enumerator(boolean bounded, @Nullable EnumeratorState state) {
        SourceSettings settings = SourceSettings.of(stream.factory()).bounded(bounded);
        Retries retries = new Retries(Backoff.DEFAULT, duration -> {}, new Random(1));
        return new ShardEnumerator(context, settings, stream, retries, state);
    }

    private void start(boolean bounded) {
        enumerator = enumerator(bounded, null);
        enumerator.start();
        context.triggerAllActions();
    }

    private void register(int reader) {
        register(reader, List.of());
    }

    private void register(int reader, List<ShardSplit> reported) {
        if (!context.getSplitAssignments().containsKey(reader) && !context.readers.containsKey(reader)) {
            context.registerReader(reader, "host");
        }
        context.readers.put(reader, ReaderInfo.createReaderInfo(reader, "host", reported));
        enumerator.addReader(reader);
    }

    private void lose(int reader, List<ShardSplit> splits) {
        context.readers.remove(reader);
        context.getSentEvents().clear();
        enumerator.addSplitsBack(splits, reader);
    }

    private List<ShardSplit> splitsOf(int reader) {
        SplitAssignmentState<ShardSplit> state = context.getSplitAssignments().get(reader);
        return state == null ? List.of() : List.copyOf(state.getAssignedSplits());
    }

    private List<Integer> shardsOf(int reader) {
        return splitsOf(reader).stream().map(split -> split.shard().index()).toList();
    }

    private boolean endedFor(int reader) {
        SplitAssignmentState<ShardSplit> state = context.getSplitAssignments().get(reader);
        return state != null && state.hasReceivedNoMoreSplitsSignal();
    }

    private void finish(int reader, int shard) {
        enumerator.handleSourceEvent(reader, ShardFinishedEvent.of(new ShardId(shard)));
        context.triggerAllActions();
    }

    @Test
    void sharesTheShardsEvenly() {
        start(false);

        register(0);
        register(1);

        assertThat(shardsOf(0)).containsExactly(0, 1);
        assertThat(shardsOf(1)).containsExactly(2, 3);
        assertThat(endedFor(0)).isFalse();
    }

    @Test
    void handsOutChildrenAsSoonAsTheirParentIsReadAndRecordsItsEnd() {
        start(false);
        register(0);
        register(1);
        stream.split(new ShardId(2));

        finish(1, 2);

        assertThat(context.getSentEvents().get(1)).containsExactly(new FinishRecordedEvent(Set.of(2)));
        assertThat(enumerator.snapshotState(1).finished()).containsExactly(new ShardId(2));
        assertThat(shardsOf(0)).hasSize(3);
        assertThat(shardsOf(1)).hasSize(3);
    }

    @Test
    void endsABoundedSourceOnceEveryoneIsServed() {
        start(true);
        register(0);
        assertThat(shardsOf(0)).containsExactly(0, 1);
        assertThat(endedFor(0)).isTrue();

        register(1);

        assertThat(shardsOf(1)).containsExactly(2, 3);
        assertThat(endedFor(1)).isTrue();
    }

    @Test
    void givesTheShardsOfALostReaderToItsSuccessor() {
        start(false);
        register(0);
        register(1);
        List<ShardSplit> lost = splitsOf(0);

        lose(0, lost);
        assertThat(enumerator.snapshotState(1).unassigned()).containsExactlyElementsOf(lost);
        register(0);

        assertThat(shardsOf(0)).containsExactly(0, 1, 0, 1);
    }

    @Test
    void balancesWhatRestoredReadersReportAnew() {
        Progress progress = new Progress.After(BigInteger.TEN);
        List<ShardSplit> reported = List.of(
                ShardSplit.unread(new ShardId(0), progress, null), ShardSplit.unread(new ShardId(1), progress, null));
        enumerator = enumerator(
                false,
                new EnumeratorState(
                        3,
                        List.of(),
                        Set.of(new ShardId(0), new ShardId(1)),
                        Set.of(new ShardId(2), new ShardId(3)),
                        Map.of()));
        enumerator.start();
        context.triggerAllActions();

        register(0, reported);
        assertThat(shardsOf(0)).containsExactly(0);
        register(1);

        assertThat(splitsOf(1)).containsExactly(reported.get(1));
    }

    @Test
    void aReaderRolledBackBehindAShardsEndReadsItAgain() {
        start(false);
        register(0);
        register(1);
        finish(0, 1);
        ShardSplit before = ShardSplit.unread(new ShardId(1), new Progress.After(BigInteger.ONE), null);

        lose(0, List.of());
        register(0, List.of(unread(0), before));

        assertThat(splitsOf(0)).endsWith(unread(0), before);
    }

    @Test
    void failsIfShardsExpiredUnread() {
        start(false);
        register(0);
        register(1);
        List<ShardId> children = stream.split(new ShardId(0));
        stream.split(children.get(0));
        stream.drop(children.get(0));

        assertThatThrownBy(() -> finish(0, 0))
                .isInstanceOf(FlinkRuntimeException.class)
                .hasMessageContaining("expired unread");
    }

    private static ShardSplit unread(int shard) {
        return ShardSplit.unread(new ShardId(shard), new Progress.FromTrimHorizon(), null);
    }

    /** Knows, other than Flink's own, what readers report. */
    private static final class Context extends TestingSplitEnumeratorContext<ShardSplit> {
        private final Map<Integer, ReaderInfo> readers = new TreeMap<>();

        private Context() {
            super(2);
        }

        @Override
        public Map<Integer, ReaderInfo> registeredReaders() {
            return readers;
        }

        /** At once, so that a test sees what the handler throws. */
        @Override
        public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
            T result;
            try {
                result = callable.call();
            } catch (Exception e) {
                throw new AssertionError("the fake lists its shards", e);
            }
            handler.accept(result, null);
        }
    }
}
