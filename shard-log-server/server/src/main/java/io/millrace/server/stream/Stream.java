package io.millrace.server.stream;

import io.millrace.model.ShardId;
import io.millrace.model.StreamName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * A stream as it is described at one moment; a change makes another value.
 *
 * @param id never used again, unlike the name: 20 of {@code a-z0-9}, a hyphen, 3 more
 * @param life when it may be written
 * @param shardMap who owns which hash keys, and who did
 * @param capacity what was asked for of it
 */
public record Stream(
        String id,
        StreamName name,
        Life life,
        Properties properties,
        Map<String, String> tags,
        ShardMap shardMap,
        Capacity capacity) {

    public Stream {
        tags = Map.copyOf(tags);
    }

    Stream(String id, StreamName name, Life life, Properties properties, Map<String, String> tags, List<Shard> shards) {
        this(id, name, life, properties, tags, new ShardMap(shards), Capacity.UNCHANGED);
    }

    StreamStatus statusAt(Instant now) {
        StreamStatus status = life.statusAt(now);
        return status == StreamStatus.ACTIVE && capacity.target().isPresent() ? StreamStatus.UPDATING : status;
    }

    /** Open and closed, in order of their ids. */
    public List<Shard> shards() {
        return shardMap.all();
    }

    /** Those that take records, in order of their ranges. */
    public List<Shard> openShards() {
        return shardMap.open();
    }

    /**
     * When a stream comes to be and ceases.
     *
     * @param active when creation ends
     * @param settled when the last change of its shards ends; {@code active} if there was none
     * @param gone when deletion ends, empty unless asked for
     */
    public record Life(Instant created, Instant active, Instant settled, Optional<Instant> gone) {
        Life(Instant created, Instant active, Optional<Instant> gone) {
            this(created, active, active, gone);
        }

        StreamStatus statusAt(Instant now) {
            if (gone.isPresent()) {
                return StreamStatus.DELETING;
            }
            if (now.isBefore(active)) {
                return StreamStatus.CREATING;
            }
            return now.isBefore(settled) ? StreamStatus.UPDATING : StreamStatus.ACTIVE;
        }

        boolean isGoneAt(Instant now) {
            return gone.filter(end -> !now.isBefore(end)).isPresent();
        }
    }

    /**
     * What its owner chose for a stream.
     *
     * @param maxRecordBytes of data and partition key together
     * @param shardMetrics names of the metrics that are kept for each shard
     * @param encryption of records that come from now on
     */
    public record Properties(
            StreamMode mode, Duration retention, int maxRecordBytes, Set<String> shardMetrics, Encryption encryption) {
        public Properties {
            shardMetrics = Set.copyOf(shardMetrics);
        }

        Properties(StreamMode mode, Duration retention, int maxRecordBytes) {
            this(mode, retention, maxRecordBytes, Set.of(), Encryption.NONE);
        }

        public Properties withMode(StreamMode other) {
            return new Properties(other, retention, maxRecordBytes, shardMetrics, encryption);
        }

        public Properties withRetention(Duration other) {
            return new Properties(mode, other, maxRecordBytes, shardMetrics, encryption);
        }

        public Properties withMaxRecordBytes(int other) {
            return new Properties(mode, retention, other, shardMetrics, encryption);
        }

        public Properties withShardMetrics(Set<String> others) {
            return new Properties(mode, retention, maxRecordBytes, others, encryption);
        }

        public Properties with(Encryption other) {
            return new Properties(mode, retention, maxRecordBytes, shardMetrics, other);
        }
    }

    /** The shard that takes records of a hash key, given in two halves, both unsigned. */
    public Shard shardFor(long high, long low) {
        return shardMap.owner(high, low);
    }

    public Optional<Shard> shard(ShardId id) {
        return shardMap.find(id);
    }

    Stream leaving(Instant gone) {
        return with(new Life(life.created, life.active, life.settled, Optional.of(gone)), shardMap);
    }

    /** With other shards from now on; the change ends when {@code settled} says. */
    Stream resharded(Instant settled, ShardMap shards) {
        return with(new Life(life.created, life.active, settled, life.gone), shards);
    }

    /** As its owner wants it from now on. */
    public Stream with(Properties others) {
        return new Stream(id, name, life, others, tags, shardMap, capacity);
    }

    /** With other tags. */
    public Stream tagged(Map<String, String> others) {
        return new Stream(id, name, life, properties, others, shardMap, capacity);
    }

    /** With another capacity from now on. */
    public Stream with(Capacity other) {
        return new Stream(id, name, life, properties, tags, shardMap, other);
    }

    /** As {@link #with(Capacity)}; the change ends when {@code settled} says. */
    Stream with(Instant settled, Capacity other) {
        return with(new Life(life.created, life.active, settled, life.gone), shardMap)
                .with(other);
    }

    /** As {@link #with(Properties)}, of the encryption alone; the change ends when {@code settled} says. */
    Stream with(Instant settled, Encryption other) {
        return changed(settled, properties.with(other), tags);
    }

    /** As it was changed; the change ends when {@code settled} says. */
    Stream changed(Instant settled, Properties newProperties, Map<String, String> newTags) {
        Life newLife = new Life(life.created, life.active, settled, life.gone);
        return new Stream(id, name, newLife, newProperties, newTags, shardMap, capacity);
    }

    /** Without closed shards that have had their time. */
    public Stream without(Set<ShardId> forgotten) {
        return with(life, shardMap.without(forgotten));
    }

    private Stream with(Life newLife, ShardMap shards) {
        return new Stream(id, name, newLife, properties, tags, shards, capacity);
    }
}
