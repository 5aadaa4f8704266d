package io.millrace.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One producer and one reader of a stream of one shard. The reader asks for records again as soon as it has its answer;
 * a latency is from before the put is sent until the reader has the record.
 */
public record PutToGetLoad(String stream, int perSecond, int recordBytes) {
    private static final int RECORDS_A_CALL = 100;

    public Throughput measure(Supplier<Caller> callers, Window window) throws IOException {
        List<Worker> workers = List.of(
                new Producer(this, callers.get()),
                new Reader(new ShardReader(callers.get(), stream, GetLoad.shardId(0))));
        return Crew.measure(workers, window, Marks.NONE);
    }

    private static final class Producer implements Worker {
        private final PutToGetLoad load;
        private final Caller caller;
        private final HttpConnection connection;
        private final Bodies bodies = new Bodies(new SplittableRandom(1));
        private long dueNanos = System.nanoTime();

        Producer(PutToGetLoad load, Caller caller) throws IOException {
            this.load = load;
            this.caller = caller;
            this.connection = caller.connect();
        }

        @Override
        public void turn(Tally tally) throws IOException {
            dueNanos += 1_000_000_000L / load.perSecond;
            PutOneLoad.awaitNanos(dueNanos);
            byte[] data = bodies.data(load.recordBytes);
            ByteBuffer.wrap(data).putLong(System.nanoTime());
            HttpConnection.Answer answer =
                    connection.send(caller.request("PutRecord", Wire.CBOR, bodies.putRecord(load.stream, data)));
            if (answer.status() != 200) {
                throw new IOException("PutRecord: " + answer);
            }
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }

    private static final class Reader implements Worker {
        private final ShardReader reader;
        private @Nullable String iterator;

        Reader(ShardReader reader) {
            this.reader = reader;
        }

        @Override
        public void turn(Tally tally) throws IOException {
            if (iterator == null) {
                iterator = reader.iterator("LATEST");
            }
            GetAnswer answer = reader.get(iterator, RECORDS_A_CALL, sent -> tally.addLatency(System.nanoTime() - sent));
            tally.add(answer.records(), answer.dataBytes());
            iterator = answer.nextIterator();
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
