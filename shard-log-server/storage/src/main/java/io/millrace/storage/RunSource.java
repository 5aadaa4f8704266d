package io.millrace.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Brings runs into memory, verified: from the tail if they are still there, else from the disk, where those that a
 * reading wants and that stand together come in one read. Any thread.
 */
final class RunSource {
    private final Tail tail;
    private final ReadBuffers buffers = new ReadBuffers();
    private final Rests rests = new Rests(System::nanoTime);

    RunSource(Tail tail) {
        this.tail = tail;
    }

    /** A batch of so many bytes is on disk; who reads from there leaves room for more of them. */
    void appended(int bytes) {
        rests.appended(bytes);
    }

    /** Hands on the records of runs of one shard, in order, until the reading is full. */
    void visit(List<Run> runs, Reading reading) throws IOException {
        int next = 0;
        while (next < runs.size() && !reading.isFull()) {
            next = visitFrom(runs, next, reading);
        }
    }

    /** Hands on the records of one run. */
    void visit(Run run, RunReader.RecordVisitor visitor) throws IOException {
        ByteBuffer buffer = buffers.take(run.bytes());
        try {
            if (!isInTail(run, buffer)) {
                run.segment().read(run, buffer);
            }
            RunReader.visit(buffer, 0, visitor);
        } finally {
            buffers.give(buffer);
        }
    }

    /** Returns the index behind the last run visited. */
    private int visitFrom(List<Run> runs, int from, Reading reading) throws IOException {
        Run first = runs.get(from);
        ByteBuffer buffer = buffers.take(first.bytes());
        try {
            if (isInTail(first, buffer)) {
                RunReader.visit(buffer, 0, reading);
                return from + 1;
            }
        } finally {
            buffers.give(buffer);
        }
        return visitStretch(runs.subList(from, endOfStretch(runs, from, reading)), reading) + from;
    }

    private boolean isInTail(Run run, ByteBuffer buffer) {
        return tail.read(run.segment().address(run.position()), run.bytes(), buffer);
    }

    /** The index behind the last run that stands together with the first, is wanted, and fits a buffer with it. */
    private static int endOfStretch(List<Run> runs, int from, Reading reading) {
        Run last = runs.get(from);
        long bytes = last.bytes();
        int next = from + 1;
        while (next < runs.size() && reading.wants(bytes, last.span().lastSequence())) {
            Run run = runs.get(next);
            bytes += run.bytes();
            if (run.segment() != last.segment()
                    || run.position() != last.position() + last.bytes()
                    || bytes > ReadBuffers.STRETCH_BYTES) {
                break;
            }
            last = run;
            next++;
        }
        return next;
    }

    /** Returns how many runs it visited. */
    private int visitStretch(List<Run> stretch, Reading reading) throws IOException {
        Run first = stretch.getFirst();
        Run last = stretch.getLast();
        int bytes = Math.toIntExact(last.position() - first.position() + last.bytes());
        ByteBuffer buffer = buffers.take(bytes);
        long took;
        try {
            long began = System.nanoTime();
            first.segment().read(stretch, buffer, rests.areDue());
            took = System.nanoTime() - began;
            for (Run run : stretch) {
                if (reading.isFull()) {
                    break;
                }
                RunReader.visit(buffer, (int) (run.position() - first.position()), reading);
            }
        } finally {
            buffers.give(buffer);
        }
        // With nothing in hand: neither the memory nor a lock.
        reading.rest(rests.after(took, reading.rested()));
        return stretch.size();
    }
}
