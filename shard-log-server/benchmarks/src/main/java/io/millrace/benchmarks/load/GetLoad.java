package io.millrace.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * GetRecords in CBOR, a connection to a shard. Each reads its shard from the trim horizon to the end, over and over, and
 * signs every call, for each has the iterator of the answer before.
 *
 * @param limit of records a call
 */
public record GetLoad(String stream, int shards, int limit) {
    public Throughput measure(Supplier<Caller> callers, Window window, Marks marks) throws IOException {
        return Crew.measure(workers(callers), window, marks.atBegin(), marks.atEnd());
    }

    /** Reads every shard once to its end; returns all that was there. */
    public Tally.Sums readOnce(Supplier<Caller> callers) throws IOException {
        Tally tally = new Tally();
        for (Getter getter : workers(callers)) {
            try (getter) {
                do {
                    getter.turn(tally);
                } while (!getter.wrapped());
            }
        }
        return tally.sums();
    }

    private List<Getter> workers(Supplier<Caller> callers) throws IOException {
        List<Getter> workers = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            ShardReader reader = new ShardReader(callers.get(), stream, shardId(shard));
            workers.add(new Getter(reader, limit));
        }
        return workers;
    }

    static String shardId(int shard) {
        return "shardId-%012d".formatted(shard);
    }

    private static final class Getter implements Worker {
        private final ShardReader reader;
        private final int limit;
        private @Nullable String iterator;

        Getter(ShardReader reader, int limit) {
            this.reader = reader;
            this.limit = limit;
        }

        /** Whether the next turn begins at the trim horizon. */
        boolean wrapped() {
            return iterator == null;
        }

        @Override
        public void turn(Tally tally) throws IOException {
            if (iterator == null) {
                iterator = reader.iterator("TRIM_HORIZON");
            }
            long began = System.nanoTime();
            GetAnswer answer = reader.get(iterator, limit);
            tally.add(answer.records(), answer.dataBytes());
            tally.addLatency(System.nanoTime() - began);
            iterator = answer.atEnd() ? null : answer.nextIterator();
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
