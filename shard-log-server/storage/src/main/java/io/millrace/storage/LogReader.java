package io.millrace.storage;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Reads shards as they are at one moment, while the writer adds to them and retention deletes under it: what has gone
 * since is not missed. Any thread.
 */
final class LogReader {
    private final Map<Long, ShardRuns> shards;
    private final RunSource source;

    /** @param shards the store's, which changes */
    LogReader(Map<Long, ShardRuns> shards, RunSource source) {
        this.shards = shards;
        this.source = source;
    }

    /** As {@link LogStore#read(long, long, ReadLimit, RecordVisitor)}. */
    int read(long shard, long fromSequence, ReadLimit limit, RecordVisitor visitor) throws IOException {
        return look(
                shard,
                0,
                moment -> read(
                        moment,
                        new Reading(
                                Math.max(fromSequence, moment.view().extent().first()), limit, visitor)));
    }

    /** As {@link LogStore#firstSince}. */
    long firstSince(long shard, long arrivalMillis) throws IOException {
        return look(shard, Extent.EMPTY.next(), moment -> firstSince(moment.view(), arrivalMillis));
    }

    /** What a reader wants of one moment of a shard. */
    @FunctionalInterface
    private interface Look<T> {
        T at(Moment moment) throws IOException;
    }

    /** A shard as a reader found it. */
    private record Moment(long shard, ShardRuns runs, ShardRuns.View view) {}

    private <T> T look(long shard, T none, Look<T> look) throws IOException {
        while (true) {
            ShardRuns runs = shards.get(shard);
            if (runs == null) {
                return none;
            }
            Moment moment = new Moment(shard, runs, runs.view());
            try {
                return look.at(moment);
            } catch (IOException e) {
                if (!isPast(moment)) {
                    throw e;
                }
            }
        }
    }

    /** Whether a failure may be due to a file that has gone since; then what is left is the answer. */
    private boolean isPast(Moment moment) {
        return shards.get(moment.shard()) != moment.runs()
                || moment.runs().view().extent().first()
                        > moment.view().extent().first();
    }

    private int read(Moment moment, Reading reading) throws IOException {
        try {
            visit(moment.view(), reading);
        } catch (IOException e) {
            // Records that were handed on are not handed on again.
            if (reading.records() == 0 || !isPast(moment)) {
                throw e;
            }
        }
        return reading.records();
    }

    private void visit(ShardRuns.View view, Reading reading) throws IOException {
        long from = reading.from();
        for (int part = view.partReaching(from); part < view.parts() && !reading.isFull(); part++) {
            Runs runs = view.part(part);
            int index = runs.reaching(from);
            while (index < runs.count() && !reading.isFull()) {
                List<Run> page = runs.from(index);
                source.visit(page, reading);
                index += page.size();
            }
        }
    }

    private long firstSince(ShardRuns.View view, long arrivalMillis) throws IOException {
        int part = view.partArrivedBy(arrivalMillis);
        if (part == view.parts()) {
            return view.extent().next();
        }
        Runs runs = view.part(part);
        Run run = runs.from(runs.arrivedBy(arrivalMillis)).getFirst();
        long[] found = {view.extent().next()};
        source.visit(run, (sequence, arrival, bytes, position, length) -> {
            if (arrival < arrivalMillis) {
                return true;
            }
            found[0] = sequence;
            return false;
        });
        return Math.max(found[0], view.extent().first());
    }
}
