package io.millrace.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A segment on disk, version 2, big-endian. A header, then batches; a batch is what one commit made durable, and is made
 * of runs; a run is what it holds of one shard.
 *
 * <pre>
 * segment   0          8         12       20         28               36     44       48
 *           +----------+---------+--------+----------+----------------+------+--------+   number: of the first batch;
 *           | MILLRACE | version | number | previous | previous bytes | salt | crc32c |   previous: that of the segment
 *           +----------+---------+--------+----------+----------------+------+--------+   before, or -1; salt: at random;
 *                                                                                         crc32c: of what stands before
 *
 * batch     0       4       8          16     20       24
 *           +-------+-------+----------+------+--------+-------
 *           | salt  | bytes | number   | runs | crc32c | runs...   salt: first half of the segment's; bytes: of all runs;
 *           +-------+-------+----------+------+--------+-------    crc32c: of the salt's other half and what stands before
 *
 * run       0        4         12       16      20
 *           +--------+---------+--------+-------+---------
 *           | crc32c | shard   | count  | bytes | records...       bytes: of all records; crc32c: of what stands after
 *           +--------+---------+--------+-------+---------
 *
 * record    0          8          16       20
 *           +----------+----------+--------+--------
 *           | sequence | arrival  | length | payload              arrival: epoch milliseconds
 *           +----------+----------+--------+--------
 * </pre>
 *
 * A batch is written only after the one before it was forced: a whole batch proves all before it acknowledged. A segment
 * is begun only after the last batch of the one before was forced: its header proves every byte of that one durable.
 * Who does not know the salt cannot put anything into a record that looks like a batch.
 * A shard may have several runs in a batch, one after the other; so a small read need not verify a large batch.
 */
final class Format {
    static final int VERSION = 2;
    static final int SEGMENT_HEADER_BYTES = 48;
    static final int BATCH_HEADER_BYTES = 24;
    static final int RUN_HEADER_BYTES = 20;
    static final int RECORD_HEADER_BYTES = 20;
    static final int CHECKSUM_BYTES = 4;

    private static final long SEGMENT_MAGIC = 0x4D494C4C52414345L;

    private Format() {}

    static ByteBuffer encode(SegmentHeader header) {
        ByteBuffer bytes = ByteBuffer.allocate(SEGMENT_HEADER_BYTES);
        bytes.putLong(SEGMENT_MAGIC).putInt(VERSION).putLong(header.number());
        bytes.putLong(header.previous()).putLong(header.previousBytes()).putLong(header.salt());
        return bytes.putInt(checksum(bytes, 0, SEGMENT_HEADER_BYTES - CHECKSUM_BYTES))
                .flip();
    }

    /** Empty if the bytes are not one whole segment header of this version. */
    static Optional<SegmentHeader> segmentHeader(ByteBuffer bytes) {
        if (bytes.remaining() < SEGMENT_HEADER_BYTES
                || bytes.getLong(0) != SEGMENT_MAGIC
                || bytes.getInt(8) != VERSION
                || bytes.getInt(44) != checksum(bytes, 0, SEGMENT_HEADER_BYTES - CHECKSUM_BYTES)) {
            return Optional.empty();
        }
        return Optional.of(
                new SegmentHeader(bytes.getLong(12), bytes.getLong(20), bytes.getLong(28), bytes.getLong(36)));
    }

    /** Whether the bytes begin a segment of another version. */
    static boolean isOfAnotherVersion(ByteBuffer bytes) {
        return bytes.remaining() >= 12 && bytes.getLong(0) == SEGMENT_MAGIC && bytes.getInt(8) != VERSION;
    }

    /** What every batch of a segment begins with. */
    static int batchMark(long salt) {
        return (int) (salt >>> Integer.SIZE);
    }

    static void putBatchHeader(ByteBuffer target, int position, BatchHeader header, long salt) {
        target.putInt(position, batchMark(salt))
                .putInt(position + 4, header.bytes())
                .putLong(position + 8, header.number())
                .putInt(position + 16, header.runs())
                .putInt(position + 20, batchChecksum(target, position, salt));
    }

    /** What a batch says of itself; negative bytes if its header does not verify. */
    static BatchHeader batchHeader(ByteBuffer source, int position, long salt) {
        boolean whole = source.getInt(position) == batchMark(salt)
                && source.getInt(position + 20) == batchChecksum(source, position, salt);
        return whole
                ? new BatchHeader(
                        source.getInt(position + 4), source.getLong(position + 8), source.getInt(position + 16))
                : BatchHeader.DAMAGED;
    }

    private static int batchChecksum(ByteBuffer source, int position, long salt) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt((int) salt).flip());
        crc.update(source.slice(position, 20));
        return (int) crc.getValue();
    }

    /** CRC-32C of bytes of the buffer, whose position and limit stay as they are. */
    static int checksum(ByteBuffer source, int position, int bytes) {
        CRC32C crc = new CRC32C();
        crc.update(source.slice(position, bytes));
        return (int) crc.getValue();
    }

    /** Reads until the target is full or the file ends, and flips it: a read of a disk may stop anywhere. */
    static ByteBuffer readFully(SegmentFile file, ByteBuffer target, long position) throws IOException {
        return readFully(file::read, target, position);
    }

    /** As {@link #readFully}, by {@link SegmentFile#readOnce}. */
    static ByteBuffer readFullyOnce(SegmentFile file, ByteBuffer target, long position) throws IOException {
        return readFully(file::readOnce, target, position);
    }

    @FunctionalInterface
    private interface PartReader {
        int read(ByteBuffer target, long position) throws IOException;
    }

    private static ByteBuffer readFully(PartReader file, ByteBuffer target, long position) throws IOException {
        long next = position;
        while (target.hasRemaining()) {
            int count = file.read(target, next);
            if (count <= 0) {
                break;
            }
            next += count;
        }
        return target.flip();
    }

    /**
     * A segment's header.
     *
     * @param previous first batch of the segment before, or {@link #NONE}
     * @param previousBytes that segment's length, all of it durable
     * @param salt which its batches bear; 0 until the segment is made
     */
    record SegmentHeader(long number, long previous, long previousBytes, long salt) {
        static final long NONE = -1;

        SegmentHeader(long number, long previous, long previousBytes) {
            this(number, previous, previousBytes, 0);
        }

        static SegmentHeader first(long number) {
            return new SegmentHeader(number, NONE, 0);
        }

        SegmentHeader salted(long newSalt) {
            return new SegmentHeader(number, previous, previousBytes, newSalt);
        }
    }

    /**
     * A batch's header.
     *
     * @param bytes of all runs
     */
    record BatchHeader(int bytes, long number, int runs) {
        static final BatchHeader DAMAGED = new BatchHeader(-1, -1, -1);

        boolean isWhole() {
            return bytes >= 0;
        }
    }
}
