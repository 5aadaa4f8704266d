package io.millrace.server.stream;

import io.millrace.server.stream.StreamEvent.ShardsReplaced;
import io.millrace.storage.MetadataLog;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metadata log of streams, and the table its events have led to. An event is durable before the table has it. One
 * thread at a time; any thread may look at the table.
 */
final class StreamLog implements Closeable {
    private static final Logger logger = LoggerFactory.getLogger(StreamLog.class);

    private final Streams.LogOpener opener;
    private final int snapshotAfterChanges;
    private final StreamTable table = new StreamTable();

    private MetadataLog log;
    private volatile boolean failed;
    private byte[] inDoubt = {};
    private int changesSinceSnapshot;
    /** Shards that are sealed for a change of which it is not known whether it is durable. */
    private @Nullable Undecided undecided;

    /** How to open the shards again. */
    @FunctionalInterface
    interface Undecided {
        void unseal() throws IOException;
    }

    private StreamLog(Streams.LogOpener opener, MetadataLog log, int snapshotAfterChanges) {
        this.opener = opener;
        this.log = log;
        this.snapshotAfterChanges = snapshotAfterChanges;
    }

    /** Reads what the log remembers. */
    static StreamLog open(Streams.LogOpener opener, int snapshotAfterChanges) throws IOException {
        StreamLog opened = new StreamLog(opener, opener.open(), snapshotAfterChanges);
        try {
            for (byte[] record : opened.log.replay()) {
                opened.apply(record);
                opened.changesSinceSnapshot++;
            }
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    StreamTable table() {
        return table;
    }

    /** Whether it is unknown what became of the last change. */
    boolean hasFailed() {
        return failed;
    }

    void remember(StreamEvent event) throws IOException {
        remember(List.of(event));
    }

    /** Remembers all or none of them. */
    void remember(List<StreamEvent> events) throws IOException {
        byte[] record = StreamEventCodec.encode(events);
        try {
            log.append(record);
        } catch (IOException e) {
            failed = true;
            inDoubt = record;
            throw e;
        }
        events.forEach(table::apply);
        changesSinceSnapshot++;
        if (changesSinceSnapshot >= snapshotAfterChanges) {
            snapshot();
        }
    }

    /** Names shards that are about to be sealed for a change that is to be remembered next. */
    void sealing(Undecided seal) {
        undecided = seal;
    }

    /** Remembers a change of shards; one that failed and is durable nevertheless has happened. */
    void remember(ShardsReplaced event, ShardMap after) throws IOException {
        try {
            remember(event);
        } catch (IOException e) {
            try {
                recover();
            } catch (IOException again) {
                // The shards stay sealed until it is known.
                e.addSuppressed(again);
                throw e;
            }
            if (table.find(event.id())
                    .filter(found -> found.shardMap().equals(after))
                    .isEmpty()) {
                throw e;
            }
        }
        undecided = null;
    }

    /** Takes seals back after a failure, unless it is unknown whether the change behind them is durable. */
    void undo(Exception failure) {
        Undecided seal = undecided;
        if (failed || seal == null) {
            return;
        }
        undecided = null;
        try {
            seal.unseal();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Opens the log again after a failure; the one record that was refused may have become durable nevertheless. */
    void recover() throws IOException {
        log.close();
        log = opener.open();
        List<byte[]> records = log.replay();
        if (!records.isEmpty() && Arrays.equals(records.getLast(), inDoubt)) {
            apply(inDoubt);
        } else if (undecided != null) {
            undecided.unseal();
        }
        undecided = null;
        inDoubt = new byte[0];
        failed = false;
        logger.warn("The streams' metadata log was recovered and takes changes again");
    }

    @Override
    public void close() throws IOException {
        log.close();
    }

    private void apply(byte[] record) throws IOException {
        for (StreamEvent event : StreamEventCodec.decode(record)) {
            table.apply(event);
        }
    }

    private void snapshot() throws IOException {
        byte[] state = StreamEventCodec.encode(table.state());
        try {
            log.snapshot(state);
            changesSinceSnapshot = 0;
        } catch (IOException e) {
            // The change itself is durable. The next one finds out which of the two generations the log is in.
            failed = true;
            logger.warn("The streams' metadata log was not shortened", e);
        }
    }
}
