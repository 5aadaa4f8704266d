package io.millrace.storage;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;

/**
 * The newest committed bytes, in memory, for readers that keep up. A ring: the committing thread overwrites the oldest,
 * and a reader that was overtaken notices and goes to the disk.
 */
final class Tail {
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    /** Changes once, when it is given up. */
    private ByteBuffer ring;
    // Addresses kept: low (included) to high (not). Written by the committing thread.
    private volatile long low;
    private volatile long high;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    Tail(int bytes) {
        ring = ByteBuffer.allocateDirect(bytes);
    }

    /** Keeps a batch that is on disk; addresses never fall. */
    void put(ByteBuffer batch, long address) {
        int bytes = batch.remaining();
        long end = address + bytes;
        if (bytes > ring.capacity()) {
            low = end;
            high = end;
            return;
        }
        // Between where the last batch ended and this one begins only a segment's header can stand, which nobody reads.
        low = low == high ? address : Math.max(low, end - ring.capacity());
        // A reader that sees any byte written below must see that its own are gone.
        VarHandle.fullFence();
        int at = (int) (address % ring.capacity());
        int before = Math.min(bytes, ring.capacity() - at);
        ring.put(at, batch, batch.position(), before);
        ring.put(0, batch, batch.position() + before, bytes - before);
        high = end;
    }

    /** Gives its memory up, however long others hold the store: nothing is kept from now on. The committing thread is gone. */
    void close() {
        low = high;
        ring = NONE;
    }

    long hits() {
        return hits.sum();
    }

    long misses() {
        return misses.sum();
    }

    /** Copies the bytes at an address to the start of the target; false if not all of them are kept. */
    boolean read(long address, int bytes, ByteBuffer target) {
        boolean there = copy(address, bytes, target);
        (there ? hits : misses).increment();
        return there;
    }

    private boolean copy(long address, int bytes, ByteBuffer target) {
        if (address < low || address + bytes > high) {
            return false;
        }
        ByteBuffer from = ring;
        if (from.capacity() == 0) {
            return false;
        }
        int at = (int) (address % from.capacity());
        int before = Math.min(bytes, from.capacity() - at);
        target.put(0, from, at, before);
        target.put(before, from, 0, bytes - before);
        VarHandle.acquireFence();
        return address >= low;
    }
}
