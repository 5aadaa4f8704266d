package io.millrace.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * PutRecord at a rate that does not wait for the server: a call's latency counts from when it was due, so that a server
 * that stalls is charged for every call that had to wait.
 *
 * @param connections enough that one is free when a call is due, if the server keeps up
 */
public record PutOneLoad(String stream, int perSecond, int connections, int recordBytes) {
    public Throughput measure(Supplier<Caller> callers, Window window, Marks marks) throws IOException {
        List<Worker> workers = new ArrayList<>();
        AtomicLong dueNanos = new AtomicLong(System.nanoTime());
        long everyNanos = 1_000_000_000L / perSecond;
        for (int i = 0; i < connections; i++) {
            Caller caller = callers.get();
            Bodies bodies = new Bodies(new SplittableRandom(i));
            ByteBuffer request =
                    caller.request("PutRecord", Wire.CBOR, bodies.putRecord(stream, bodies.data(recordBytes)));
            HttpConnection connection = caller.connect();
            workers.add(new Worker() {
                @Override
                public void turn(Tally tally) throws IOException {
                    long due = dueNanos.getAndAdd(everyNanos);
                    awaitNanos(due);
                    HttpConnection.Answer answer = connection.send(request);
                    if (answer.status() != 200) {
                        throw new IOException("PutRecord: " + answer);
                    }
                    tally.add(1, recordBytes);
                    tally.addLatency(System.nanoTime() - due);
                }

                @Override
                public void close() throws IOException {
                    connection.close();
                }
            });
        }
        // What a server that was still being compiled could not do in time is not the window's to catch up with.
        Runnable atBegin = () -> {
            dueNanos.set(System.nanoTime());
            marks.atBegin().run();
        };
        return Crew.measure(workers, window, new Marks(atBegin, marks.atEnd()));
    }

    /** Parking may end early. */
    static void awaitNanos(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
