package io.millrace.flink.source.reader;

import io.millrace.flink.proxy.Backoff;
import io.millrace.flink.proxy.Retries;
import io.millrace.flink.proxy.StreamException;
import io.millrace.flink.proxy.StreamProxy;
import io.millrace.flink.proxy.StreamRecord;
import io.millrace.flink.source.SourceSettings;
import io.millrace.flink.source.split.ShardSplit;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the shards of one task in turn, on one thread: next comes the shard whose turn is longest due. A shard at whose
 * tip the reader is rests, longer the longer nothing comes; so does one that throttles.
 */
final class ShardSplitReader implements SplitReader<StreamRecord, ShardSplit> {
    private static final Logger LOG = LoggerFactory.getLogger(ShardSplitReader.class);

    /** A shard and when it is read next. */
    private static final class Turn {
        private final ShardCursor cursor;
        private long dueNanos;
        private int failures;
        private int emptyReads;
        private long millisBehind;
        private boolean paused;

        private Turn(ShardCursor cursor, long dueNanos) {
            this.cursor = cursor;
            this.dueNanos = dueNanos;
        }
    }

    private final StreamProxy stream;
    private final SourceSettings settings;
    private final FetchedRecords.TipListener progress;
    private final Backoff backoff;
    private final RandomGenerator random;
    private final Map<String, Turn> turns = new LinkedHashMap<>();
    private final Alarm alarm = new Alarm();
    private final ReaderMetrics metrics;

    /** Closes {@code stream} at the end. */
    ShardSplitReader(
            StreamProxy stream, SourceSettings settings, FetchedRecords.TipListener progress, ReaderMetrics metrics) {
        this(stream, settings, progress, metrics, Backoff.DEFAULT);
    }

    ShardSplitReader(
            StreamProxy stream,
            SourceSettings settings,
            FetchedRecords.TipListener progress,
            ReaderMetrics metrics,
            Backoff backoff) {
        this.stream = stream;
        this.settings = settings;
        this.progress = progress;
        this.metrics = metrics;
        this.backoff = backoff;
        this.random = RandomGenerator.getDefault();
    }

    @Override
    public RecordsWithSplitIds<StreamRecord> fetch() throws IOException {
        Optional<Turn> next = turns.values().stream()
                .filter(turn -> !turn.paused)
                .min(Comparator.comparingLong(turn -> turn.dueNanos - alarm.nanoTime()));
        long wait = next.map(turn -> turn.dueNanos - alarm.nanoTime()).orElse(Long.MAX_VALUE);
        if (!alarm.sleepUnlessWoken(wait) || next.isEmpty()) {
            return FetchedRecords.none();
        }
        return read(next.get());
    }

    private RecordsWithSplitIds<StreamRecord> read(Turn turn) throws IOException {
        ShardCursor.Read read;
        try {
            read = turn.cursor.read();
        } catch (StreamException e) {
            retryLater(turn, e);
            return FetchedRecords.none();
        }
        turn.failures = 0;
        turn.emptyReads = read.caughtUp() ? turn.emptyReads + 1 : 0;
        turn.dueNanos = alarm.nanoTime() + restAfter(turn, read).toNanos();
        turn.millisBehind = read.millisBehind();
        if (read.finished()) {
            turns.remove(turn.cursor.splitId());
        }
        metrics.behind(
                turns.values().stream().mapToLong(one -> one.millisBehind).max().orElse(0));
        if (read.records().isEmpty() && !read.finished() && read.tip() == null) {
            return FetchedRecords.none();
        }
        return FetchedRecords.of(turn.cursor.splitId(), read, progress);
    }

    private Duration restAfter(Turn turn, ShardCursor.Read read) {
        boolean full = read.records().size() >= settings.limits().recordsPerFetch();
        if (full || read.millisBehind() > 0) {
            return Duration.ZERO;
        }
        Duration interval = settings.limits().interval();
        Duration idle = settings.limits().idleInterval();
        Duration rest = interval.multipliedBy(Math.max(1, turn.emptyReads));
        return rest.compareTo(idle) < 0 ? rest : idle;
    }

    private void retryLater(Turn turn, StreamException e) throws StreamException {
        switch (e.kind()) {
            case ITERATOR_EXPIRED -> turn.cursor.renew();
            case THROTTLED -> {
                turn.failures++;
                metrics.throttled();
            }
            case UNAVAILABLE -> {
                turn.failures++;
                LOG.warn("Attempt {} of {}: {}", turn.failures, Retries.ATTEMPTS_MAX, e.getMessage());
                if (turn.failures >= Retries.ATTEMPTS_MAX) {
                    throw e;
                }
            }
            case NOT_FOUND, INVALID_ARGUMENT, REFUSED -> throw e;
        }
        Duration rest = turn.failures == 0 ? Duration.ZERO : backoff.after(turn.failures, random);
        turn.dueNanos = alarm.nanoTime() + rest.toNanos();
    }

    @Override
    public void handleSplitsChanges(SplitsChange<ShardSplit> change) {
        if (!(change instanceof SplitsAddition)) {
            throw new UnsupportedOperationException("shards are not taken from a reader: " + change.getClass());
        }
        for (ShardSplit split : change.splits()) {
            ShardCursor cursor =
                    new ShardCursor(stream, split, settings.limits().recordsPerFetch(), settings.expiredPosition());
            turns.put(split.splitId(), new Turn(cursor, alarm.nanoTime()));
        }
    }

    @Override
    public void pauseOrResumeSplits(Collection<ShardSplit> toPause, Collection<ShardSplit> toResume) {
        Map<String, Boolean> paused = new HashMap<>();
        toPause.forEach(split -> paused.put(split.splitId(), true));
        toResume.forEach(split -> paused.put(split.splitId(), false));
        paused.forEach((split, pause) -> {
            Turn turn = turns.get(split);
            if (turn != null) {
                turn.paused = pause;
            }
        });
    }

    @Override
    public void wakeUp() {
        alarm.ring();
    }

    @Override
    public void close() {
        stream.close();
    }
}
