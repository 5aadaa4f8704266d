package io.millrace.server.stream;

import io.millrace.model.HashKey;
import io.millrace.model.ShardId;
import io.millrace.model.StreamName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * A stream as it is described at one moment; a change makes another value.
 *
 * @param id never used again, unlike the name: 20 of {@code a-z0-9}, a hyphen, 3 more
 * @param life when it may be written
 * @param ring who owns which hash keys
 */
public record Stream(
        String id, StreamName name, Life life, Properties properties, Map<String, String> tags, HashRing ring) {

    public Stream {
        tags = Map.copyOf(tags);
    }

    /** @param shards in order of their ids and of their ranges */
    Stream(String id, StreamName name, Life life, Properties properties, Map<String, String> tags, List<Shard> shards) {
        this(id, name, life, properties, tags, new HashRing(shards));
    }

    /** In order of their ids. */
    public List<Shard> shards() {
        return ring.shards();
    }

    /**
     * When a stream comes to be and ceases.
     *
     * @param active when creation ends
     * @param gone when deletion ends, empty unless asked for
     */
    public record Life(Instant created, Instant active, Optional<Instant> gone) {
        StreamStatus statusAt(Instant now) {
            if (gone.isPresent()) {
                return StreamStatus.DELETING;
            }
            return now.isBefore(active) ? StreamStatus.CREATING : StreamStatus.ACTIVE;
        }

        boolean isGoneAt(Instant now) {
            return gone.filter(end -> !now.isBefore(end)).isPresent();
        }
    }

    /**
     * What its owner chose for a stream.
     *
     * @param maxRecordBytes of data and partition key together
     */
    public record Properties(StreamMode mode, Duration retention, int maxRecordBytes) {}

    /** The shard that takes records of the key. */
    public Shard shardFor(HashKey key) {
        return shardFor(
                key.value().shiftRight(Long.SIZE).longValue(), key.value().longValue());
    }

    /** The shard that takes records of a hash key, given in two halves, both unsigned. */
    public Shard shardFor(long high, long low) {
        return ring.find(high, low);
    }

    public Optional<Shard> shard(ShardId id) {
        return shards().stream().filter(shard -> shard.id().equals(id)).findFirst();
    }

    Stream leaving(Instant gone) {
        return new Stream(id, name, new Life(life.created, life.active, Optional.of(gone)), properties, tags, ring);
    }
}
