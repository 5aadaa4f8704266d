package io.millrace.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * PutRecords over connections that each have one call under way. Bodies are made and signed once: see {@link Caller}.
 *
 * @param records a call
 * @param recordBytes of data
 */
public record PutLoad(String stream, Wire wire, int connections, int records, int recordBytes) {
    /** Different requests of a connection, sent in turn. */
    private static final int REQUESTS = 4;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    /** Records of 1 KiB, 500 to a call, in CBOR. */
    public static PutLoad to(String stream, int connections) {
        return new PutLoad(stream, Wire.CBOR, connections, 500, 1 << 10);
    }

    /** As this load, in JSON. */
    public PutLoad inJson() {
        return new PutLoad(stream, Wire.JSON, connections, records, recordBytes);
    }

    /** Counts what is acknowledged within a window. */
    public Throughput measure(Supplier<Caller> callers, Window window, Marks marks) throws IOException {
        return Crew.measure(workers(callers), window, marks);
    }

    /** Puts until so many bytes of data are acknowledged; returns all that was. */
    public Tally.Sums fill(Supplier<Caller> callers, long bytes) throws IOException {
        try (Crew crew = Crew.start(workers(callers))) {
            while (crew.sums().bytes() < bytes) {
                crew.pass(LOOK_AGAIN);
            }
            crew.finish();
            return crew.sums();
        }
    }

    /** A body of the load. */
    public byte[] body(long seed) {
        return new Bodies(new SplittableRandom(seed)).putRecords(wire, stream, records, recordBytes);
    }

    private List<Worker> workers(Supplier<Caller> callers) throws IOException {
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            Caller caller = callers.get();
            Bodies bodies = new Bodies(new SplittableRandom(i));
            List<ByteBuffer> requests = new ArrayList<>();
            for (int request = 0; request < REQUESTS; request++) {
                requests.add(caller.request("PutRecords", wire, bodies.putRecords(wire, stream, records, recordBytes)));
            }
            workers.add(new Putter(this, caller.connect(), requests));
        }
        return workers;
    }

    private static final class Putter implements Worker {
        private final PutLoad load;
        private final HttpConnection connection;
        private final List<ByteBuffer> requests;
        private int next;

        Putter(PutLoad load, HttpConnection connection, List<ByteBuffer> requests) {
            this.load = load;
            this.connection = connection;
            this.requests = requests;
        }

        @Override
        public void turn(Tally tally) throws IOException {
            long began = System.nanoTime();
            HttpConnection.Answer answer = connection.send(requests.get(next++ % requests.size()));
            if (answer.status() != 200) {
                throw new IOException("PutRecords: " + answer);
            }
            PutAnswer put = PutAnswer.read(load.wire, answer.body(), load.records);
            tally.add(put.acknowledged(), (long) put.acknowledged() * load.recordBytes);
            tally.addRefused(put.refused());
            tally.addLatency(System.nanoTime() - began);
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
