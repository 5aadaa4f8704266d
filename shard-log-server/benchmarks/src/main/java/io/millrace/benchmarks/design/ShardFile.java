package io.millrace.benchmarks.design;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;

import io.millrace.benchmarks.design.JournalThenFiles.Item;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * All records of one shard, in runs that are each verified as a whole, and beside them an index of the runs, which can
 * be made again and so is not forced.
 *
 * <pre>
 * run    crc32c of what follows (4), bytes of records (4), records
 * index  first sequence (8), position (8), a row to a run
 * </pre>
 */
final class ShardFile {
    private static final int RUN_HEADER_BYTES = 8;
    private static final int RUN_BYTES = 128 << 10;
    private static final int READ_BYTES = 4 << 20;

    private ShardFile() {}

    /** Appends records and forces them. */
    static void append(Path directory, int shard, List<Item> records) throws IOException {
        int bytes = records.stream()
                .mapToInt(record -> Item.HEADER_BYTES + record.payload().length + RUN_HEADER_BYTES)
                .sum();
        ByteBuffer runs = ByteBuffer.allocate(bytes);
        ByteBuffer rows = ByteBuffer.allocate(records.size() * 2 * Long.BYTES);
        try (FileChannel file = FileChannel.open(path(directory, shard), CREATE, APPEND);
                FileChannel index = FileChannel.open(directory.resolve("index-" + shard), CREATE, APPEND)) {
            long position = file.size();
            int next = 0;
            while (next < records.size()) {
                rows.putLong(records.get(next).sequence()).putLong(position + runs.position());
                next = putRun(runs, records, next);
            }
            write(file, runs.flip());
            file.force(false);
            write(index, rows.flip());
        }
    }

    /** Verifies every run and returns the bytes of payload. */
    static long read(Path directory, int shard) throws IOException {
        long payloadBytes = 0;
        ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
        try (FileChannel file = FileChannel.open(path(directory, shard), READ)) {
            while (file.read(buffer) >= 0 || buffer.position() > 0) {
                buffer.flip();
                int before = buffer.remaining();
                payloadBytes += readRuns(buffer);
                if (buffer.remaining() == before) {
                    throw new IOException("shard %d ends within a run".formatted(shard));
                }
                buffer.compact();
            }
        }
        return payloadBytes;
    }

    private static int putRun(ByteBuffer runs, List<Item> records, int from) {
        int start = runs.position();
        runs.putInt(0).putInt(0);
        int next = from;
        while (next < records.size() && runs.position() - start < RUN_BYTES) {
            records.get(next++).putInto(runs);
        }
        runs.putInt(start + 4, runs.position() - start - RUN_HEADER_BYTES);
        runs.putInt(start, checksum(runs, start + 4, runs.position() - start - 4));
        return next;
    }

    private static long readRuns(ByteBuffer buffer) throws IOException {
        long payloadBytes = 0;
        while (buffer.remaining() >= RUN_HEADER_BYTES) {
            int start = buffer.position();
            int bytes = buffer.getInt(start + 4);
            if (buffer.remaining() < RUN_HEADER_BYTES + bytes) {
                break;
            }
            if (buffer.getInt(start) != checksum(buffer, start + 4, bytes + 4)) {
                throw new IOException("a run does not verify");
            }
            int end = start + RUN_HEADER_BYTES + bytes;
            for (int at = start + RUN_HEADER_BYTES; at < end; ) {
                int length = buffer.getInt(at + Item.HEADER_BYTES - 4);
                // A copy, as the other design's readers get one.
                byte[] payload = new byte[length];
                buffer.get(at + Item.HEADER_BYTES, payload);
                payloadBytes += payload.length;
                at += Item.HEADER_BYTES + length;
            }
            buffer.position(end);
        }
        return payloadBytes;
    }

    private static int checksum(ByteBuffer buffer, int position, int bytes) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(position, bytes));
        return (int) crc.getValue();
    }

    private static void write(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private static Path path(Path directory, int shard) {
        return directory.resolve("shard-" + shard);
    }
}
