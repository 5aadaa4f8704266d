package io.millrace.server.stream;

import io.millrace.model.ShardId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the metadata log remembers, in the order it happened. */
sealed interface StreamEvent {
    /** The key that seals iterators and page tokens, so that they outlive a restart. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record TokenKeyMade(byte[] key) implements StreamEvent {}

    /** Shard numbers below {@code next} are taken, whether their shards still exist or not. */
    record ShardNumbersTaken(long next) implements StreamEvent {}

    record StreamCreated(Stream stream) implements StreamEvent {}

    record StreamLeaving(String id, Instant gone) implements StreamEvent {}

    /**
     * Its owner wants it so from now on, all but the encryption.
     *
     * @param settled when the stream is ACTIVE again
     */
    record StreamChanged(String id, Instant settled, Stream.Properties properties, Map<String, String> tags)
            implements StreamEvent {
        public StreamChanged {
            tags = Map.copyOf(tags);
        }

        static StreamChanged to(Stream stream, Instant settled) {
            return new StreamChanged(stream.id(), settled, stream.properties(), stream.tags());
        }
    }

    /**
     * Its records are sealed under another key from now on, or under none.
     *
     * @param settled when the stream is ACTIVE again
     */
    record EncryptionChanged(String id, Instant settled, Encryption encryption) implements StreamEvent {}

    /**
     * Shards were sealed, and others take their records from now on.
     *
     * @param settled when the stream is ACTIVE again
     */
    record ShardsReplaced(String id, Instant settled, Map<ShardId, Shard.End> closed, List<Shard> opened)
            implements StreamEvent {
        public ShardsReplaced {
            closed = Map.copyOf(closed);
            opened = List.copyOf(opened);
        }
    }

    /** Closed shards have had their time and are dropped from the log. */
    record ShardsForgotten(String id, Set<ShardId> shards) implements StreamEvent {
        public ShardsForgotten {
            shards = Set.copyOf(shards);
        }
    }

    /** The stream is gone and its shards are dropped from the log. */
    record StreamForgotten(String id) implements StreamEvent {}

    /**
     * Its owner asked for another capacity, or it has what was asked for.
     *
     * @param settled when the stream is ACTIVE again, once it is on its way to no other number of shards
     */
    record CapacityChanged(String id, Instant settled, Capacity capacity) implements StreamEvent {}

    record CommitmentChanged(Commitment commitment) implements StreamEvent {}

    /** About a consumer of a stream. Those of a stream that leaves or is forgotten do so with it. */
    sealed interface ConsumerEvent extends StreamEvent {
        String streamId();
    }

    /** In the place of one that is gone, if there was one of its name. */
    record ConsumerRegistered(Consumer consumer) implements ConsumerEvent {
        @Override
        public String streamId() {
            return consumer.streamId();
        }
    }

    record ConsumerLeaving(String streamId, String name, Instant gone) implements ConsumerEvent {}

    record ConsumerTagged(String streamId, String name, Map<String, String> tags) implements ConsumerEvent {
        public ConsumerTagged {
            tags = Map.copyOf(tags);
        }
    }

    /** They have been gone for a while. */
    record ConsumersForgotten(String streamId, Set<String> names) implements ConsumerEvent {
        public ConsumersForgotten {
            names = Set.copyOf(names);
        }
    }

    /**
     * A stream or one of its consumers has another policy.
     *
     * @param consumer empty for the stream's own
     * @param policy empty if it has none any more
     */
    record PolicyChanged(String streamId, String consumer, String policy) implements StreamEvent {}
}
