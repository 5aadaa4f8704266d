package io.millrace.server.hostile;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/**
 * What this process holds on to.
 *
 * @param heapBytes in use after a collection
 * @param pinnedBytes in buffers of the pool that somebody has not given back
 * @param files open, sockets among them
 */
record Footprint(long heapBytes, long pinnedBytes, long files) {
    static Footprint now() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        PooledByteBufAllocator pool = PooledByteBufAllocator.DEFAULT;
        UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Footprint(
                memory.getHeapMemoryUsage().getUsed(),
                pool.pinnedDirectMemory() + pool.pinnedHeapMemory(),
                system.getOpenFileDescriptorCount());
    }
}
