package io.millrace.benchmarks.load;

import java.io.Closeable;
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
        return Crew.measure(workers(callers), window, marks);
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

    /** Reads one shard after the other over one connection until closed. */
    public Background inBackground(Supplier<Caller> callers) throws IOException {
        return new Background(Crew.start(List.of(new Rotation(workers(callers)))));
    }

    /** A load that runs beside another, and is measured over the other's window. Belongs to one thread. */
    public static final class Background implements Closeable {
        private static final double MEBIBYTE = 1 << 20;

        private final Crew crew;
        private long readBytes;
        private long nanos;

        private Background(Crew crew) {
            this.crew = crew;
        }

        public Marks marks() {
            return new Marks(
                    () -> {
                        readBytes = -crew.sums().bytes();
                        nanos = -System.nanoTime();
                    },
                    () -> {
                        readBytes += crew.sums().bytes();
                        nanos += System.nanoTime();
                    });
        }

        /** Of records' data, between the marks. */
        public double megabytesPerSecond() {
            return readBytes / MEBIBYTE / (nanos / 1e9);
        }

        @Override
        public void close() throws IOException {
            crew.finish();
            crew.close();
        }
    }

    /** Several readers that take turns: each reads its shard to the end, then the next one does. */
    private static final class Rotation implements Worker {
        private final List<Getter> getters;
        private int current;

        Rotation(List<Getter> getters) {
            this.getters = getters;
        }

        @Override
        public void turn(Tally tally) throws IOException {
            Getter getter = getters.get(current);
            getter.turn(tally);
            if (getter.wrapped()) {
                current = (current + 1) % getters.size();
            }
        }

        @Override
        public void close() throws IOException {
            for (Getter getter : getters) {
                getter.close();
            }
        }
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
