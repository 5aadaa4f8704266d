package io.millrace.firehose.buffer;

import io.millrace.firehose.stream.Positions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** Reads all shards of a stream, new ones as they come, no child before its parents are read to their end. One thread. */
final class SourceReader {
    private static final Logger logger = LoggerFactory.getLogger(SourceReader.class);

    private static final Duration DISCOVERY_EVERY = Duration.ofSeconds(10);

    private final KinesisClient kinesis;
    private final String stream;
    private final Start start;
    private final Positions positions;
    private final TreeMap<String, ShardCursor> cursors = new TreeMap<>();

    private Map<String, Shard> shards = Map.of();
    private Instant discoverAt = Instant.MIN;

    /** @param positions to read on from */
    SourceReader(KinesisClient kinesis, String stream, Start start, Positions positions) {
        this.kinesis = kinesis;
        this.stream = stream;
        this.start = start;
        this.positions = positions;
    }

    /** Takes what one read of one shard brought. */
    @FunctionalInterface
    interface Sink {
        void accept(String shard, List<Record> records) throws IOException;
    }

    /** Reads every shard that may be read once; returns whether there is more to be read at once. */
    boolean poll(Instant now, Sink sink) throws IOException {
        if (!now.isBefore(discoverAt)) {
            discover();
            discoverAt = now.plus(DISCOVERY_EVERY);
        }
        boolean more = false;
        for (Map.Entry<String, Shard> entry : shards.entrySet()) {
            if (!readable(entry.getValue())) {
                continue;
            }
            ShardCursor cursor = cursor(entry.getKey());
            boolean wasDrained = cursor.drained();
            List<Record> records = cursor.poll();
            if (!records.isEmpty()) {
                sink.accept(entry.getKey(), records);
            }
            if (cursor.drained() && !wasDrained) {
                logger.info("shard {} of {} is read to its end", entry.getKey(), stream);
                discoverAt = Instant.MIN;
                more = true;
            }
            more |= cursor.behind();
        }
        return more;
    }

    /** One shard's cursor, from the positions on. */
    ShardCursor cursor(String shard) {
        return cursors.computeIfAbsent(
                shard,
                id -> new ShardCursor(
                        kinesis,
                        new ShardCursor.StreamShard(stream, id),
                        start,
                        positions.of(id).orElse(null)));
    }

    /** The shards that there are, closed ones too; positions of others are of no use any more. */
    Set<String> shards() {
        return new HashSet<>(shards.keySet());
    }

    private boolean readable(Shard shard) {
        return read(shard.parentShardId()) && read(shard.adjacentParentShardId());
    }

    private boolean read(@Nullable String parent) {
        return parent == null || !shards.containsKey(parent) || cursor(parent).drained();
    }

    private void discover() {
        TreeMap<String, Shard> found = new TreeMap<>();
        for (Shard shard : list()) {
            found.put(shard.shardId(), shard);
        }
        cursors.keySet().retainAll(found.keySet());
        shards = found;
    }

    private List<Shard> list() {
        List<Shard> found = new ArrayList<>();
        ListShardsResponse page = kinesis.listShards(
                ListShardsRequest.builder().streamName(stream).build());
        found.addAll(page.shards());
        while (page.nextToken() != null) {
            String token = page.nextToken();
            page = kinesis.listShards(list -> list.nextToken(token));
            found.addAll(page.shards());
        }
        return found;
    }
}
