package io.millrace.flink.source.enumerator;

import io.millrace.flink.proxy.Retries;
import io.millrace.flink.proxy.ShardListing;
import io.millrace.flink.proxy.StreamProxy;
import io.millrace.flink.source.SourceSettings;
import io.millrace.flink.source.split.ExpiredPosition;
import io.millrace.flink.source.split.FinishRecordedEvent;
import io.millrace.flink.source.split.ShardFinishedEvent;
import io.millrace.flink.source.split.ShardSplit;
import io.millrace.model.ShardId;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the stream's shards on an interval and hands them to the readers. Only the coordinator's thread touches the
 * tracker; listings are fetched on a worker thread.
 *
 * <p>After a restore the readers do not keep their splits: each reports them when it registers, and they are handed out
 * anew, so that a changed parallelism is balanced.
 */
public final class ShardEnumerator implements SplitEnumerator<ShardSplit, EnumeratorState> {
    private static final Logger LOG = LoggerFactory.getLogger(ShardEnumerator.class);

    private final SplitEnumeratorContext<ShardSplit> context;
    private final SourceSettings settings;
    private final StreamProxy stream;
    private final Retries retries;
    private final SplitTracker tracker;
    private final Shares shares;

    /** Written by the coordinator's thread. */
    private volatile boolean listed;

    /** {@code state} is null unless a checkpoint is restored; the enumerator closes {@code stream}. */
    public ShardEnumerator(
            SplitEnumeratorContext<ShardSplit> context,
            SourceSettings settings,
            StreamProxy stream,
            Retries retries,
            @Nullable EnumeratorState state) {
        this.context = context;
        this.settings = settings;
        this.stream = stream;
        this.retries = retries;
        this.tracker = state == null ? SplitTracker.fresh() : SplitTracker.restored(state);
        this.shares = new Shares(settings.bounded());
        this.listed = tracker.discovered();
    }

    @Override
    public void start() {
        long interval = settings.discoveryInterval().toMillis();
        context.callAsync(this::list, this::take, 0, interval);
    }

    private @Nullable ShardListing list() throws IOException {
        // A bounded source reads what the first listing shows.
        return settings.bounded() && listed ? null : retries.run(stream::listShards);
    }

    private void take(@Nullable ShardListing listing, @Nullable Throwable error) {
        if (error != null) {
            throw new FlinkRuntimeException(
                    "the shards of stream %s cannot be listed".formatted(settings.streamName()), error);
        }
        if (listing == null) {
            return;
        }
        if (!tracker.discovered()) {
            tracker.discoverFirst(listing, settings.start(), settings.bounded());
            LOG.info("Reads {} shards of stream {}", tracker.unfinished(), settings.streamName());
        } else if (!settings.bounded()) {
            refuseOrReport(tracker.discoverMore(listing));
        }
        listed = tracker.discovered();
        handOut();
    }

    private void refuseOrReport(Set<ShardId> missed) {
        if (missed.isEmpty()) {
            return;
        }
        String loss = "the shards %s of stream %s came and expired unread".formatted(missed, settings.streamName());
        if (settings.expiredPosition() == ExpiredPosition.FAIL) {
            throw new FlinkRuntimeException(loss + ExpiredPosition.ADVICE);
        }
        LOG.warn("Records are lost: {}", loss);
    }

    private void handOut() {
        if (!tracker.discovered()) {
            return;
        }
        for (ShardSplit split : tracker.ready()) {
            int reader = shares.readerFor(
                    context.registeredReaders().keySet(), context.currentParallelism(), tracker.unfinished());
            if (reader == Shares.NOBODY) {
                break;
            }
            tracker.assigned(split.shard());
            shares.gave(reader, split.shard());
            context.assignSplit(split, reader);
        }
        if (settings.bounded()) {
            for (int reader : new TreeSet<>(context.registeredReaders().keySet())) {
                signalIfServed(reader);
            }
        }
    }

    private void signalIfServed(int reader) {
        boolean served =
                !tracker.hasUnassigned() || shares.full(reader, context.currentParallelism(), tracker.unfinished());
        if (served && shares.signalOnce(reader)) {
            context.signalNoMoreSplits(reader);
        }
    }

    @Override
    public void addReader(int subtask) {
        shares.forget(subtask);
        ReaderInfo reader = context.registeredReaders().get(subtask);
        if (reader != null) {
            for (ShardSplit split : reader.<ShardSplit>getReportedSplitsOnRegistration()) {
                takeBack(split);
            }
        }
        handOut();
    }

    @Override
    public void addSplitsBack(List<ShardSplit> splits, int subtask) {
        shares.forget(subtask);
        splits.forEach(this::takeBack);
        handOut();
    }

    private void takeBack(ShardSplit split) {
        // A failed reader's older state may name a shard that another reader was given since.
        if (!shares.withAnother(split.shard())) {
            tracker.returned(split);
        }
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        if (!(event instanceof ShardFinishedEvent finish)) {
            throw new IllegalArgumentException("unknown event: " + event);
        }
        for (int index : finish.shardIndexes()) {
            ShardId shard = new ShardId(index);
            tracker.finished(shard);
            shares.finished(shard, subtask);
        }
        context.sendEventToSourceReader(subtask, new FinishRecordedEvent(finish.shardIndexes()));
        handOut();
        if (!settings.bounded()) {
            // A shard ends because others take over: do not leave those waiting for the next interval.
            context.callAsync(this::list, this::take);
        }
    }

    @Override
    public void handleSplitRequest(int subtask, @Nullable String hostname) {
        // Readers do not ask: they are given their share.
    }

    @Override
    public EnumeratorState snapshotState(long checkpointId) {
        return tracker.state();
    }

    @Override
    public void close() {
        stream.close();
    }
}
