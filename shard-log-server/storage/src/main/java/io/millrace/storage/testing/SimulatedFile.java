package io.millrace.storage.testing;

import io.millrace.storage.testing.SimulatedDisk.Step;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** A file in memory that knows which of its bytes a power cut would leave. */
final class SimulatedFile {
    /** What the disk writes as a whole; small, so that small writes consist of several. */
    private static final int PAGE_BYTES = 32;

    private final SimulatedDisk disk;
    private byte[] seen = {};
    private byte[] durable = {};
    private final List<Change> unforced = new ArrayList<>();

    private sealed interface Change {
        @SuppressWarnings("ArrayRecordComponent") // compared by nobody
        record Write(byte[] source, int position) implements Change {}

        record Truncate(int length) implements Change {}
    }

    SimulatedFile(SimulatedDisk disk) {
        this.disk = disk;
    }

    void write(ByteBuffer source, int position) throws IOException {
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        try {
            disk.step(Step.CHANGE);
        } catch (IOException e) {
            change(new Change.Write(Arrays.copyOf(bytes, disk.random().nextInt(bytes.length + 1)), position));
            throw e;
        }
        long room = Math.max(0, Math.min(bytes.length, seen.length - position)) + disk.freeBytes();
        if (bytes.length > room) {
            change(new Change.Write(Arrays.copyOf(bytes, (int) room), position));
            throw new IOException("No space left on device");
        }
        change(new Change.Write(bytes, position));
    }

    void force() throws IOException {
        try {
            disk.step(Step.FORCE);
        } catch (IOException e) {
            if (!disk.isDown()) {
                // As real systems do: the pages read well from now on, and only some of them were written.
                settle();
            }
            throw e;
        }
        unforced.forEach(change -> durable = on(durable, change));
        unforced.clear();
    }

    void truncate(int length) throws IOException {
        disk.step(Step.CHANGE);
        change(new Change.Truncate(length));
    }

    int read(ByteBuffer target, long position) throws IOException {
        disk.read();
        int start = Math.toIntExact(Math.min(position, seen.length));
        int most = Math.min(target.remaining(), seen.length - start);
        // A disk may return less than was asked for, if something.
        int count =
                most > 1 && disk.random().nextInt(8) == 0 ? 1 + disk.random().nextInt(most) : most;
        target.put(seen, start, count);
        return count;
    }

    long length() {
        return seen.length;
    }

    void crash() {
        settle();
        seen = durable;
    }

    void evict() {
        seen = durable;
        unforced.forEach(change -> seen = on(seen, change));
    }

    void flip(long position) {
        int at = Math.toIntExact(position);
        int bit = 1 << disk.random().nextInt(8);
        seen = seen.clone();
        seen[at] ^= (byte) bit;
        if (at < durable.length) {
            durable = durable.clone();
            durable[at] ^= (byte) bit;
        }
    }

    /** Lets any part of what was not forced reach the disk, and forgets the rest. */
    private void settle() {
        for (Change change : unforced) {
            switch (change) {
                case Change.Truncate truncate -> {
                    if (disk.random().nextBoolean()) {
                        durable = on(durable, truncate);
                    }
                }
                case Change.Write write -> survive(write, disk.random());
            }
        }
        unforced.clear();
    }

    private void survive(Change.Write write, RandomGenerator random) {
        int bytes = write.source().length;
        switch (random.nextInt(5)) {
            case 0 -> durable = on(durable, write);
            case 1 -> {
                // None of it.
            }
            case 2 -> {
                // The file has grown, what it should hold was never written.
                durable = Arrays.copyOf(durable, Math.max(durable.length, write.position() + bytes));
            }
            case 3 -> {
                byte[] torn = Arrays.copyOf(write.source(), random.nextInt(bytes + 1));
                int last = torn.length - 1;
                // Bytes that are written again as they were are never at risk: what is half way is the one or the
                // other.
                if (last >= 0 && write.position() + last >= durable.length && random.nextBoolean()) {
                    torn[last] ^= 0x10;
                }
                durable = on(durable, new Change.Write(torn, write.position()));
            }
            default -> {
                // Pages reach the disk in any order; one that did not is as it was.
                int end = write.position() + bytes;
                for (int from = write.position(); from < end; ) {
                    int to = Math.min(end, (from / PAGE_BYTES + 1) * PAGE_BYTES);
                    if (random.nextBoolean()) {
                        byte[] page =
                                Arrays.copyOfRange(write.source(), from - write.position(), to - write.position());
                        durable = on(durable, new Change.Write(page, from));
                    }
                    from = to;
                }
            }
        }
    }

    private void change(Change change) {
        unforced.add(change);
        seen = on(seen, change);
    }

    private static byte[] on(byte[] bytes, Change change) {
        return switch (change) {
            case Change.Write write -> {
                if (write.source().length == 0) {
                    yield bytes;
                }
                byte[] changed = Arrays.copyOf(bytes, Math.max(bytes.length, write.position() + write.source().length));
                System.arraycopy(write.source(), 0, changed, write.position(), write.source().length);
                yield changed;
            }
            case Change.Truncate truncate ->
                bytes.length > truncate.length() ? Arrays.copyOf(bytes, truncate.length()) : bytes;
        };
    }
}
