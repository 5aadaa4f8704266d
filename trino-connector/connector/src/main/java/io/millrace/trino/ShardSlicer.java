package io.millrace.trino;

import com.google.inject.Inject;
import io.millrace.trino.StreamSnapshots.PinnedShard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * Cuts a shard into ranges that can be read side by side. No call tells how much a shard holds, so it looks for the
 * records that arrived at a few moments and cuts in front of them; the cuts are sequence numbers, so nothing is read
 * twice or left out whatever the clocks say.
 */
final class ShardSlicer {
    /** A range of fewer records is not worth a split of its own. */
    private static final long RECORDS_PER_SPLIT_MIN = 10_000;
    /** How much closer to the first record each look for the last one goes, and how often. */
    private static final int SHRINK_FACTOR = 8;

    private static final int SHRINKS_MAX = 6;

    private final StreamClient streams;

    @Inject
    ShardSlicer(StreamClient streams) {
        this.streams = streams;
    }

    /**
     * Ranges that together are the shard from a start to its pinned end; none if it holds no record from there on.
     *
     * @param pinnedAt when the end was pinned
     */
    List<MillraceSplit> slice(
            StreamReference stream, PinnedShard shard, ShardStart start, Instant pinnedAt, int splitsMax) {
        MillraceSplit whole = new MillraceSplit(shard.shardId(), start, shard.end());
        if (splitsMax == 1) {
            return List.of(whole);
        }
        Optional<Record> first = first(stream, shard.shardId(), start);
        if (first.isEmpty()) {
            // Also when the start was refused: its reader knows what to do then.
            return List.of(whole);
        }
        List<String> cuts = new ArrayList<>();
        cuts.add(first.get().sequenceNumber());
        for (Instant moment : moments(stream, shard.shardId(), first.get(), pinnedAt, splitsMax)) {
            first(stream, shard.shardId(), new ShardStart.AtTime(moment))
                    .map(Record::sequenceNumber)
                    .filter(cut -> isWorthwhile(cuts.getLast(), cut))
                    .ifPresent(cuts::add);
        }
        return split(beforeEnd(stream, whole, cuts.subList(1, cuts.size())));
    }

    private record Cuts(MillraceSplit whole, List<String> numbers) {}

    /** Leaves out cuts behind the end. The end is asked last: had a cut come after the pin, it now tells. */
    private Cuts beforeEnd(StreamReference stream, MillraceSplit whole, List<String> cuts) {
        if (cuts.isEmpty() || !(whole.end() instanceof ShardEnd.Pinned pinned)) {
            return new Cuts(whole, cuts);
        }
        ShardEnd end = Probe.settle(streams, stream, whole.shardId(), pinned);
        List<String> before = end instanceof ShardEnd.Before first
                ? cuts.stream()
                        .filter(cut -> SequenceNumbers.compare(cut, first.sequenceNumber()) < 0)
                        .toList()
                : cuts;
        return new Cuts(new MillraceSplit(whole.shardId(), whole.start(), end), before);
    }

    /** Evenly spread over the time in which records arrived. */
    private List<Instant> moments(
            StreamReference stream, String shardId, Record first, Instant pinnedAt, int splitsMax) {
        Instant from = first.approximateArrivalTimestamp();
        Duration span = Duration.between(from, pinnedAt);
        // Records that came in a burst long ago would all fall into one range.
        for (int shrinks = 0; shrinks < SHRINKS_MAX && span.toMillis() > splitsMax; shrinks++) {
            Duration shorter = span.dividedBy(SHRINK_FACTOR);
            if (first(stream, shardId, new ShardStart.AtTime(from.plus(shorter)))
                    .isPresent()) {
                break;
            }
            span = shorter;
        }
        List<Instant> moments = new ArrayList<>();
        for (int index = 1; index < splitsMax && span.toMillis() > splitsMax; index++) {
            moments.add(from.plus(span.multipliedBy(index).dividedBy(splitsMax)));
        }
        return moments;
    }

    private Optional<Record> first(StreamReference stream, String shardId, ShardStart start) {
        try {
            return Probe.at(streams, streams.iterator(stream, shardId, start)).flatMap(Probe::first);
        } catch (InvalidArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isWorthwhile(String last, String cut) {
        OptionalLong records = SequenceNumbers.distance(last, cut);
        return records.isPresent()
                ? records.getAsLong() >= RECORDS_PER_SPLIT_MIN
                : SequenceNumbers.compare(last, cut) < 0;
    }

    private static List<MillraceSplit> split(Cuts cuts) {
        MillraceSplit whole = cuts.whole();
        List<MillraceSplit> splits = new ArrayList<>();
        ShardStart start = whole.start();
        for (String cut : cuts.numbers()) {
            splits.add(new MillraceSplit(whole.shardId(), start, new ShardEnd.Before(cut)));
            start = new ShardStart.AtSequence(cut);
        }
        splits.add(new MillraceSplit(whole.shardId(), start, whole.end()));
        return List.copyOf(splits);
    }
}
