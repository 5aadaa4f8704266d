package io.millrace.flink.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.flink.proxy.testing.FakeStream;
import io.millrace.flink.source.split.Progress;
import io.millrace.flink.source.split.ShardSplit;
import io.millrace.flink.source.split.StartPosition;
import io.millrace.model.ShardId;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SplitTrackerTest {
    private static final ShardId ZERO = new ShardId(0);
    private static final ShardId ONE = new ShardId(1);

    private final FakeStream stream = new FakeStream(2);
    private SplitTracker tracker = SplitTracker.fresh();

    private void discoverFirst(StartPosition start) {
        tracker.discoverFirst(stream.listShards(), start, false);
    }

    private List<ShardId> ready() {
        return tracker.ready().stream().map(ShardSplit::shard).toList();
    }

    private void assignAllReady() {
        tracker.ready().forEach(split -> tracker.assigned(split.shard()));
    }

    @Test
    void handsOutChildrenOnlyAfterAllOfTheirParents() {
        ShardId merged = stream.merge(ZERO, ONE);
        discoverFirst(new StartPosition.TrimHorizon());

        assertThat(ready()).containsExactly(ZERO, ONE);
        assignAllReady();
        tracker.finished(ZERO);
        assertThat(ready()).isEmpty();
        tracker.finished(ONE);

        assertThat(ready()).containsExactly(merged);
    }

    @Test
    void readsChildrenThatComeLaterFromTheirFirstRecord() {
        discoverFirst(new StartPosition.Latest());
        assignAllReady();
        List<ShardId> children = stream.split(ZERO);

        assertThat(tracker.discoverMore(stream.listShards())).isEmpty();
        tracker.finished(ZERO);

        assertThat(tracker.ready())
                .containsExactly(
                        ShardSplit.unread(children.get(0), new Progress.FromTrimHorizon(), null),
                        ShardSplit.unread(children.get(1), new Progress.FromTrimHorizon(), null));
    }

    @Test
    void beginsAtLatestWithOpenShardsFromTheSecondOfTheStart() {
        List<ShardId> children = stream.split(ZERO);

        discoverFirst(new StartPosition.Latest());

        Progress start = new Progress.FromTimestamp(stream.now());
        assertThat(tracker.ready())
                .containsExactly(
                        ShardSplit.unread(ONE, start, null),
                        ShardSplit.unread(children.get(0), start, null),
                        ShardSplit.unread(children.get(1), start, null));
    }

    @Test
    void aBoundedSourceReadsWhatHadArrivedBeforeItWasListed() {
        tracker.discoverFirst(stream.listShards(), new StartPosition.TrimHorizon(), true);

        Instant end = stream.now().plusSeconds(1);
        assertThat(tracker.ready()).extracting(ShardSplit::end).containsExactly(end, end);
    }

    @Test
    void refusesAStartInTheFuture() {
        StartPosition future = new StartPosition.AtTimestamp(stream.now().plus(Duration.ofMinutes(1)));

        assertThatThrownBy(() -> discoverFirst(future))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("future");
    }

    @Test
    void doesNotWaitForAParentThatExpired() {
        List<ShardId> children = stream.split(ZERO);
        stream.drop(ZERO);

        discoverFirst(new StartPosition.TrimHorizon());

        assertThat(ready()).containsExactly(ONE, children.get(0), children.get(1));
    }

    @Test
    void tellsOfShardsThatCameAndExpiredUnread() {
        discoverFirst(new StartPosition.TrimHorizon());
        assignAllReady();
        List<ShardId> children = stream.split(ZERO);
        stream.split(children.get(0));
        stream.drop(children.get(0));

        assertThat(tracker.discoverMore(stream.listShards())).containsExactly(children.get(0));
    }

    @Test
    void forgetsFinishedShardsThatAreNoLongerListed() {
        discoverFirst(new StartPosition.TrimHorizon());
        assignAllReady();
        stream.split(ZERO);
        tracker.discoverMore(stream.listShards());
        tracker.finished(ZERO);
        stream.drop(ZERO);

        tracker.discoverMore(stream.listShards());

        assertThat(tracker.state().finished()).isEmpty();
        assertThat(tracker.state().parents()).doesNotContainKey(ZERO);
    }

    @Test
    void readsAShardAgainWhoseReaderWasRolledBackBehindItsEnd() {
        discoverFirst(new StartPosition.TrimHorizon());
        assignAllReady();
        tracker.finished(ZERO);
        ShardSplit rolledBack = ShardSplit.unread(ZERO, new Progress.After(BigInteger.TEN), null);

        tracker.returned(rolledBack);

        assertThat(tracker.ready()).containsExactly(rolledBack);
        assertThat(tracker.state().finished()).isEmpty();
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    /** Reshards, discoveries, restores and readers' fates at random: every shard is read once, after its parents. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void readsEveryShardOnceAndAfterItsParents(long seed) throws Exception {
        Random random = new Random(seed);
        EnumeratorStateSerializer serializer = new EnumeratorStateSerializer();
        TreeSet<ShardId> open = new TreeSet<>(List.of(ZERO, ONE));
        TreeSet<ShardId> reading = new TreeSet<>();
        TreeSet<ShardId> read = new TreeSet<>();
        discoverFirst(new StartPosition.TrimHorizon());

        for (int step = 0; step < 120; step++) {
            switch (random.nextInt(5)) {
                case 0 -> {
                    ShardId parent = List.copyOf(open).get(random.nextInt(open.size()));
                    open.remove(parent);
                    open.addAll(stream.split(parent));
                }
                case 1 -> tracker.discoverMore(stream.listShards());
                case 2 ->
                    tracker.ready().forEach(split -> {
                        assertThat(stream.listShards().shards().stream()
                                        .filter(shard -> shard.id().equals(split.shard()))
                                        .findFirst()
                                        .orElseThrow()
                                        .parents())
                                .isSubsetOf(read);
                        tracker.assigned(split.shard());
                        assertThat(reading.add(split.shard())).isTrue();
                    });
                case 3 ->
                    reading.stream()
                            .filter(shard -> !open.contains(shard))
                            .findAny()
                            .ifPresent(shard -> {
                                reading.remove(shard);
                                assertThat(read.add(shard)).isTrue();
                                tracker.finished(shard);
                            });
                default ->
                    tracker = SplitTracker.restored(serializer.deserialize(1, serializer.serialize(tracker.state())));
            }
        }
        tracker.discoverMore(stream.listShards());
        TreeSet<ShardId> known = new TreeSet<>(read);
        known.addAll(reading);
        tracker.state().unassigned().forEach(split -> known.add(split.shard()));
        assertThat(known).hasSize(stream.listShards().shards().size());
    }
}
