package io.millrace.storage.testing;

import io.millrace.storage.SegmentFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** A file in memory that knows which of its bytes a power cut would leave. */
final class SimulatedFile implements SegmentFile {
    private final SimulatedDirectory directory;
    private byte[] seen = {};
    private byte[] durable = {};
    private final List<Change> unforced = new ArrayList<>();

    private sealed interface Change {
        byte[] on(byte[] bytes);

        @SuppressWarnings("ArrayRecordComponent") // compared by nobody
        record Write(byte[] source, int position) implements Change {
            @Override
            public byte[] on(byte[] bytes) {
                byte[] changed = Arrays.copyOf(bytes, Math.max(bytes.length, position + source.length));
                System.arraycopy(source, 0, changed, position, source.length);
                return changed;
            }
        }

        record Truncate(int length) implements Change {
            @Override
            public byte[] on(byte[] bytes) {
                return bytes.length > length ? Arrays.copyOf(bytes, length) : bytes;
            }
        }
    }

    SimulatedFile(SimulatedDirectory directory) {
        this.directory = directory;
    }

    void crash(RandomGenerator random) {
        for (Change change : unforced) {
            switch (change) {
                case Change.Truncate truncate -> {
                    if (random.nextBoolean()) {
                        durable = truncate.on(durable);
                    }
                }
                case Change.Write write -> {
                    int kept =
                            random.nextInt(4) == 0 ? write.source().length : random.nextInt(write.source().length + 1);
                    if (kept > 0) {
                        byte[] torn = Arrays.copyOf(write.source(), kept);
                        if (kept < write.source().length && random.nextBoolean()) {
                            torn[kept - 1] ^= 0x10;
                        }
                        if (random.nextInt(4) == 0) {
                            // Pages reach the disk in any order: one that did not reads as zeros.
                            int hole = random.nextInt(kept);
                            Arrays.fill(torn, hole, hole + 1 + random.nextInt(kept - hole), (byte) 0);
                        }
                        durable = new Change.Write(torn, write.position()).on(durable);
                    }
                }
            }
        }
        unforced.clear();
        seen = durable;
    }

    void flip(long position) {
        seen = seen.clone();
        seen[Math.toIntExact(position)] ^= 0x10;
        if (position < durable.length) {
            durable = durable.clone();
            durable[Math.toIntExact(position)] ^= 0x10;
        }
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        try {
            directory.step();
        } catch (IOException e) {
            change(new Change.Write(
                    Arrays.copyOf(bytes, directory.random().nextInt(bytes.length + 1)), Math.toIntExact(position)));
            throw e;
        }
        change(new Change.Write(bytes, Math.toIntExact(position)));
    }

    @Override
    public void force() throws IOException {
        try {
            directory.step();
        } catch (IOException e) {
            if (!directory.isDown()) {
                // As real systems do: the pages read well from now on, and were never written.
                unforced.clear();
            }
            throw e;
        }
        unforced.forEach(change -> durable = change.on(durable));
        unforced.clear();
    }

    @Override
    public void truncate(long length) throws IOException {
        directory.step();
        change(new Change.Truncate(Math.toIntExact(length)));
    }

    @Override
    public int read(ByteBuffer target, long position) {
        int start = Math.toIntExact(Math.min(position, seen.length));
        int most = Math.min(target.remaining(), seen.length - start);
        // A disk may return less than was asked for, if something.
        int count = most > 1 && directory.random().nextInt(8) == 0
                ? 1 + directory.random().nextInt(most)
                : most;
        target.put(seen, start, count);
        return count;
    }

    @Override
    public long length() {
        return seen.length;
    }

    @Override
    public void close() {
        // nothing is held
    }

    private void change(Change change) {
        unforced.add(change);
        seen = change.on(seen);
    }
}
