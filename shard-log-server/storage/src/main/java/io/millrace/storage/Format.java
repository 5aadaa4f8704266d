package io.millrace.storage;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A segment on disk, version 1, big-endian. A header, then batches; a batch is what one commit made durable, and is made
 * of runs; a run is what it holds of one shard.
 *
 * <pre>
 * segment   0          8         12         20         24
 *           +----------+---------+----------+----------+
 *           | MILLRACE | version | number   | crc32c   |     number: of the first batch; crc32c: of what stands before
 *           +----------+---------+----------+----------+
 *
 * batch     0       4       8          16     20       24
 *           +-------+-------+----------+------+--------+-------
 *           | BATC  | bytes | number   | runs | crc32c | runs...   bytes: of all runs; crc32c: of what stands before
 *           +-------+-------+----------+------+--------+-------
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
 * A batch is written only after the one before it was forced: a whole batch proves all before it acknowledged.
 */
final class Format {
    static final int VERSION = 1;
    static final int SEGMENT_HEADER_BYTES = 24;
    static final int BATCH_HEADER_BYTES = 24;
    static final int RUN_HEADER_BYTES = 20;
    static final int RECORD_HEADER_BYTES = 20;

    private static final long SEGMENT_MAGIC = 0x4D494C4C52414345L;
    static final int BATCH_MAGIC = 0x42415443;

    private Format() {}

    static ByteBuffer segmentHeader(long firstBatch) {
        ByteBuffer header = ByteBuffer.allocate(SEGMENT_HEADER_BYTES);
        header.putLong(SEGMENT_MAGIC).putInt(VERSION).putLong(firstBatch);
        return header.putInt(checksum(header, 0, 20)).flip();
    }

    /** Whether the bytes are the whole header of the segment that starts with this batch. */
    static boolean isSegmentHeader(ByteBuffer header, long firstBatch) {
        return header.remaining() == SEGMENT_HEADER_BYTES && header.equals(segmentHeader(firstBatch));
    }

    static void putBatchHeader(ByteBuffer target, int position, BatchHeader header) {
        target.putInt(position, BATCH_MAGIC)
                .putInt(position + 4, header.bytes())
                .putLong(position + 8, header.number())
                .putInt(position + 16, header.runs())
                .putInt(position + 20, checksum(target, position, 20));
    }

    /** What a batch says of itself; negative bytes if its header does not verify. */
    static BatchHeader batchHeader(ByteBuffer source, int position) {
        boolean whole = source.getInt(position) == BATCH_MAGIC
                && source.getInt(position + 20) == checksum(source, position, 20);
        return whole
                ? new BatchHeader(
                        source.getInt(position + 4), source.getLong(position + 8), source.getInt(position + 16))
                : BatchHeader.DAMAGED;
    }

    /** CRC-32C of bytes of the buffer, whose position and limit stay as they are. */
    static int checksum(ByteBuffer source, int position, int bytes) {
        CRC32C crc = new CRC32C();
        crc.update(source.slice(position, bytes));
        return (int) crc.getValue();
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
