package io.millrace.flink.source.reader;

import io.millrace.flink.proxy.RecordBatch;
import io.millrace.flink.proxy.ShardPosition;
import io.millrace.flink.proxy.StreamException;
import io.millrace.flink.proxy.StreamProxy;
import io.millrace.flink.proxy.StreamRecord;
import io.millrace.flink.source.split.ExpiredPosition;
import io.millrace.flink.source.split.Progress;
import io.millrace.flink.source.split.ShardSplit;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one shard forward. After a restore, and whenever the iterator had to be renewed, it makes sure that what follows
 * the last record is still there: it asks for that record itself and skips it.
 */
final class ShardCursor {
    private static final Logger LOG = LoggerFactory.getLogger(ShardCursor.class);

    /** Cuts of the service's clock to the second, and an answer that took its time. */
    private static final Duration TIP_MARGIN = Duration.ofSeconds(2);

    /** The state of an idle shard need not be fresher than this, against retentions of a day and more. */
    private static final Duration TIP_REPORT_INTERVAL = Duration.ofSeconds(30);

    /**
     * What one read gave.
     *
     * @param tip every record that arrived before it was read; null if that is nothing new
     * @param caughtUp there was nothing more to read
     */
    record Read(
            List<StreamRecord> records,
            boolean finished,
            @Nullable Instant tip,
            boolean caughtUp,
            long millisBehind) {}

    private final StreamProxy stream;
    private final int limit;
    private final ExpiredPosition expiredPosition;

    /** The state of the shard once everything fetched is emitted. */
    private ShardSplit split;

    private @Nullable String iterator;
    private @Nullable BigInteger skip;
    private boolean unverified;

    ShardCursor(StreamProxy stream, ShardSplit split, int limit, ExpiredPosition expiredPosition) {
        this.stream = stream;
        this.split = split;
        this.limit = limit;
        this.expiredPosition = expiredPosition;
    }

    String splitId() {
        return split.splitId();
    }

    /** Forgets an iterator that has expired. */
    void renew() {
        iterator = null;
    }

    /** One read; changes nothing if it throws. */
    Read read() throws StreamException {
        try {
            return readOn();
        } catch (StreamException e) {
            boolean gone =
                    e.kind() == StreamException.Kind.NOT_FOUND && expiredPosition == ExpiredPosition.TRIM_HORIZON;
            if (gone && stillListsOtherShards()) {
                LOG.warn("Records are lost: shard {} expired before it was read to its end", split.shard());
                return new Read(List.of(), true, null, true, 0);
            }
            throw e;
        }
    }

    private boolean stillListsOtherShards() throws StreamException {
        return stream.listShards().shards().stream()
                .noneMatch(shard -> shard.id().equals(split.shard()));
    }

    private Read readOn() throws StreamException {
        String current = iterator == null ? open() : iterator;
        RecordBatch batch = stream.records(split.shard(), current, limit);
        List<StreamRecord> records = verified(batch);
        iterator = batch.nextIterator();
        Instant end = split.end();
        boolean finished = iterator == null || (end != null && batch.atTip());
        if (end != null
                && !records.isEmpty()
                && records.get(records.size() - 1).arrival().isAfter(end)) {
            records = records.stream()
                    .takeWhile(record -> !record.arrival().isAfter(end))
                    .toList();
            finished = true;
        }
        if (!records.isEmpty()) {
            split = split.with(
                    new Progress.After(records.get(records.size() - 1).sequenceNumber()));
        }
        return new Read(records, finished, tip(batch), batch.atTip(), batch.millisBehindLatest());
    }

    private String open() throws StreamException {
        Progress progress = split.progress();
        skip = progress instanceof Progress.After after ? after.sequenceNumber() : null;
        unverified = skip != null || split.completeUntil() != null;
        iterator = stream.iterator(split.shard(), position());
        return iterator;
    }

    private ShardPosition position() {
        if (split.progress() instanceof Progress.After after) {
            return new ShardPosition.At(after.sequenceNumber());
        }
        if (split.progress() instanceof Progress.FromTimestamp from) {
            return new ShardPosition.AtTimestamp(from.arrival());
        }
        return new ShardPosition.TrimHorizon();
    }

    /** The batch's records without the one that was read before; throws if others may have expired before them. */
    private List<StreamRecord> verified(RecordBatch batch) throws StreamException {
        List<StreamRecord> records = batch.records();
        if (!unverified) {
            return records;
        }
        boolean skips = !records.isEmpty() && records.get(0).sequenceNumber().equals(skip);
        boolean answered = !records.isEmpty() || batch.atTip() || batch.nextIterator() == null;
        if (answered) {
            if (!skips) {
                requireNothingExpired(batch.serverTime());
            }
            unverified = false;
        }
        return skips ? records.subList(1, records.size()) : records;
    }

    private void requireNothingExpired(Instant serverTime) throws StreamException {
        Instant completeUntil = split.completeUntil();
        if (completeUntil != null && completeUntil.isAfter(serverTime.minus(stream.retention()))) {
            return;
        }
        String loss = "shard %s: the record after which to go on is no longer retained (%s), later ones may be lost"
                .formatted(split.shard(), split.progress());
        if (expiredPosition == ExpiredPosition.FAIL) {
            throw new StreamException(StreamException.Kind.REFUSED, loss + ExpiredPosition.ADVICE, null);
        }
        LOG.warn("Records are lost: {}", loss);
    }

    private @Nullable Instant tip(RecordBatch batch) {
        Instant known = split.completeUntil();
        Instant tip = batch.serverTime().minus(TIP_MARGIN);
        if (!batch.atTip() || (known != null && tip.isBefore(known.plus(TIP_REPORT_INTERVAL)))) {
            return null;
        }
        split = split.completeUntil(tip);
        return tip;
    }
}
