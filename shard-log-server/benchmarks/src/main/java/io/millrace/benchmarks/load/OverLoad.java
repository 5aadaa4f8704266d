package io.millrace.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * PutRecords at a rate that does not wait for the server, over many connections; refusals are counted and not obeyed. What
 * was acknowledged is kept, to be looked for afterwards.
 *
 * @param callsPerSecond that are due; what finds no connection free is sent when one is, as fast as it goes
 */
public record OverLoad(String stream, int connections, double callsPerSecond) {
    /** A call carries as much as one of {@link PutLoad}, in fewer records: each has to be kept. */
    private static final int RECORDS = 100;

    private static final int RECORD_BYTES = 5 << 10;
    private static final int REQUESTS = 8;
    private static final Pattern ERROR = Pattern.compile("[A-Z][A-Za-z]+(?:Exception|Failure)");

    public static int bytesPerCall() {
        return RECORDS * RECORD_BYTES;
    }

    /**
     * What came of it.
     *
     * @param sentCalls within the window and the end of the calls then under way
     * @param lostConnections that the server closed or reset
     */
    public record Result(
            Throughput acknowledged,
            long sentCalls,
            Map<String, Long> refusedRecords,
            long lostConnections,
            Kept kept) {}

    /** What has to be there afterwards. */
    public record Kept(String stream, int shards, Receipts receipts) {
        /**
         * Reads every shard from its trim horizon; returns how many acknowledged records are not there.
         *
         * @throws IOException if sequence numbers do not grow, too
         */
        public long missing(Supplier<Caller> callers) throws IOException {
            long missing = 0;
            for (int number = 0; number < shards; number++) {
                String shard = "shardId-%012d".formatted(number);
                BitSet left = receipts.of(shard);
                try (ShardReader reader = new ShardReader(callers.get(), stream, shard)) {
                    int[] last = {-1};
                    @Nullable String iterator = reader.iterator("TRIM_HORIZON");
                    while (iterator != null) {
                        GetAnswer answer = reader.getNumbers(iterator, 10_000, text -> {
                            int index = Receipts.index(text);
                            if (index <= last[0]) {
                                throw new IllegalStateException("%s: %d follows %d".formatted(shard, index, last[0]));
                            }
                            last[0] = index;
                            left.clear(index);
                        });
                        iterator = answer.atEnd() && answer.records() == 0 ? null : answer.nextIterator();
                    }
                }
                missing += left.cardinality();
            }
            return missing;
        }
    }

    /** Loads a stream of so many shards. */
    public Result measure(Supplier<Caller> callers, int shards, Window window, Marks marks) throws IOException {
        Receipts receipts = new Receipts();
        Caller signer = callers.get();
        Bodies bodies = new Bodies(new SplittableRandom(1));
        List<ByteBuffer> requests = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            byte[] body = bodies.putRecords(Wire.CBOR, stream, RECORDS, RECORD_BYTES);
            requests.add(signer.request("PutRecords", Wire.CBOR, body));
        }
        Shared shared = new Shared(requests, new Due(callsPerSecond), receipts, new AtomicLong(), new AtomicLong());
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            workers.add(new Putter(callers.get(), shared));
        }
        Throughput throughput = Crew.measure(workers, window, marks);
        return new Result(
                throughput,
                shared.sent.get(),
                receipts.refusedByCode(),
                shared.lost.get(),
                new Kept(stream, shards, receipts));
    }

    /** When the next call is due. */
    private static final class Due {
        private final AtomicLong nanos = new AtomicLong(System.nanoTime());
        private final long everyNanos;

        Due(double perSecond) {
            everyNanos = (long) (1e9 / perSecond);
        }

        void await() {
            PutOneLoad.awaitNanos(nanos.getAndAdd(everyNanos));
        }
    }

    /** What all connections have in common. */
    private record Shared(List<ByteBuffer> requests, Due due, Receipts receipts, AtomicLong sent, AtomicLong lost) {}

    private static final class Putter implements Worker {
        private final Caller caller;
        private final Shared shared;
        private HttpConnection connection;
        private int next;

        Putter(Caller caller, Shared shared) throws IOException {
            this.caller = caller;
            this.shared = shared;
            this.connection = caller.connect();
        }

        @Override
        public void turn(Tally tally) throws IOException {
            shared.due.await();
            long began = System.nanoTime();
            HttpConnection.Answer answer;
            try {
                answer = connection.send(shared.requests.get(next++ % shared.requests.size()));
            } catch (IOException e) {
                // Nothing was said, so nothing is expected.
                shared.lost.incrementAndGet();
                connection.close();
                connection = caller.connect();
                return;
            }
            shared.sent.incrementAndGet();
            if (answer.status() != 200) {
                tally.addRefused(RECORDS);
                shared.receipts.refuse(code(answer), RECORDS);
                return;
            }
            int kept = shared.receipts.keep(answer.body());
            tally.add(kept, (long) kept * RECORD_BYTES);
            tally.addRefused(RECORDS - kept);
            if (kept > 0) {
                tally.addLatency(System.nanoTime() - began);
            }
        }

        private static String code(HttpConnection.Answer answer) {
            Matcher found = ERROR.matcher(answer.text());
            return found.find() ? found.group() : "status" + answer.status();
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
