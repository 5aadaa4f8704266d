package io.millrace.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TailTest {
    @Test
    void theNewestBytesAreKeptAcrossTheEndOfTheRing() {
        Tail tail = new Tail(10);
        tail.put(bytes(0, 6), 100);
        tail.put(bytes(6, 6), 106);

        assertThat(read(tail, 106, 6)).contains(bytes(6, 6));
        assertThat(read(tail, 102, 10)).contains(bytes(2, 10));
        assertThat(read(tail, 101, 2)).isEmpty();
        assertThat(read(tail, 111, 2)).isEmpty();
        assertThat(read(tail, Segment.NO_ADDRESS, 2)).isEmpty();
    }

    @Test
    void whatWasNeverPutIsNotThere() {
        Tail tail = new Tail(10);
        tail.put(bytes(0, 2), 4);

        assertThat(read(tail, 0, 2)).isEmpty();
        assertThat(read(tail, 4, 2)).contains(bytes(0, 2));
    }

    @Test
    void aBatchLargerThanTheRingEmptiesIt() {
        Tail tail = new Tail(10);
        tail.put(bytes(0, 6), 0);
        tail.put(bytes(0, 11), 6);

        assertThat(read(tail, 0, 6)).isEmpty();
        assertThat(read(tail, 6, 1)).isEmpty();
    }

    @Test
    void aReaderThatIsOvertakenGetsNothingRatherThanOtherBytes() throws InterruptedException {
        Tail tail = new Tail(1_000);
        AtomicLong written = new AtomicLong();
        Thread writer = new Thread(() -> {
            for (long address = 0; address < 20_000_000; address += 100) {
                tail.put(bytes(address, 100), address);
                written.setOpaque(address);
            }
        });
        writer.start();

        long read = 0;
        while (writer.isAlive()) {
            // Nearly a ring behind: the bytes are overwritten while they are read.
            long address = Math.max(0, written.getOpaque() - 900);
            Optional<ByteBuffer> found = read(tail, address, 100);
            if (found.isPresent()) {
                assertThat(found.get()).isEqualTo(bytes(address, 100));
                read++;
            }
        }
        writer.join();
        assertThat(read(tail, 20_000_000 - 100, 100)).contains(bytes(20_000_000 - 100, 100));
        assertThat(read).isPositive();
    }

    /** Bytes that tell where they stand. */
    private static Optional<ByteBuffer> read(Tail tail, long address, int bytes) {
        ByteBuffer target = ByteBuffer.allocate(bytes);
        return tail.read(address, bytes, target) ? Optional.of(target) : Optional.empty();
    }

    private static ByteBuffer bytes(long from, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        for (int index = 0; index < count; index++) {
            bytes.put((byte) ((from + index) * 31 % 251));
        }
        return bytes.flip();
    }
}
