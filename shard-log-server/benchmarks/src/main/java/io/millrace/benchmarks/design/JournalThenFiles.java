package io.millrace.benchmarks.design;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The other design, as a prototype that loses nothing in a crash: a commit goes to a journal and is forced there; in the
 * background the records of a full journal are appended to a file for each shard, those are forced, and only then the
 * journal is deleted. Records are settled from memory, not read again, which favours it; recovery is not written.
 */
final class JournalThenFiles implements Design {
    /** As large as a segment of the other design. */
    private static final long JOURNAL_BYTES = 256L << 20;

    private static final int STAGED_BYTES_MAX = 64 << 20;

    private final Path directory;
    private final Settler settler;
    private final ByteBuffer batch = ByteBuffer.allocateDirect(STAGED_BYTES_MAX);
    private final long[] next;
    private List<Item> unsettled = new ArrayList<>();
    private int journalNumber;
    private long journalBytes;
    private FileChannel journal;

    private JournalThenFiles(Path directory, int shards) throws IOException {
        this.directory = directory;
        this.settler = Settler.start(directory);
        this.next = new long[shards];
        this.journal = open(0);
    }

    static JournalThenFiles open(Path directory, int shards) throws IOException {
        return new JournalThenFiles(directory, shards);
    }

    /** A record. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Item(int shard, long sequence, byte[] payload) {
        static final int HEADER_BYTES = 24;

        void putInto(ByteBuffer target) {
            target.putInt(shard)
                    .putLong(sequence)
                    .putLong(0)
                    .putInt(payload.length)
                    .put(payload);
        }
    }

    @Override
    public void append(int shard, byte[] payload) {
        Item item = new Item(shard, next[shard]++, payload);
        if (batch.position() == 0) {
            batch.putInt(0).putInt(0);
        }
        item.putInto(batch);
        unsettled.add(item);
    }

    @Override
    public void commit() throws IOException {
        int bytes = batch.position();
        if (bytes == 0) {
            return;
        }
        batch.putInt(4, bytes);
        CRC32C crc = new CRC32C();
        crc.update(batch.slice(4, bytes - 4));
        batch.putInt(0, (int) crc.getValue()).flip();
        while (batch.hasRemaining()) {
            journal.write(batch);
        }
        batch.clear();
        journal.force(false);
        journalBytes += bytes;
        if (journalBytes >= JOURNAL_BYTES) {
            roll();
        }
    }

    @Override
    public void settle() throws IOException {
        roll();
        settler.awaitAll();
    }

    @Override
    public long read(int shard) throws IOException {
        return ShardFile.read(directory, shard);
    }

    @Override
    public void close() throws IOException {
        journal.close();
        settler.close();
    }

    /** Waits if the settling lags too far behind. */
    private void roll() throws IOException {
        journal.close();
        settler.add(new Settler.FullJournal(path(journalNumber), unsettled));
        unsettled = new ArrayList<>();
        journalNumber++;
        journalBytes = 0;
        journal = open(journalNumber);
    }

    private FileChannel open(int number) throws IOException {
        FileChannel file = FileChannel.open(path(number), CREATE_NEW, WRITE);
        Settler.forceDirectory(directory);
        return file;
    }

    private Path path(int number) {
        return directory.resolve("journal-%06d".formatted(number));
    }
}
