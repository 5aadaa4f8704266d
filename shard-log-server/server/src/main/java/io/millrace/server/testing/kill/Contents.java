package io.millrace.server.testing.kill;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** All that a stream holds, read from the trim horizon of every shard, and checked as it is read. */
public final class Contents {
    /** A record and the shard it was found in. */
    record Place(String shardId, Found record) {}

    private final Map<String, List<Found>> byShard = new LinkedHashMap<>();
    private final Map<String, Place> byData = new HashMap<>();

    private Contents() {}

    /** Reads; throws {@link AssertionError} if a record is there twice or sequence numbers do not grow within a shard. */
    public static Contents of(Caller caller, String stream) {
        Contents contents = new Contents();
        for (Shard shard : caller.shards(stream)) {
            contents.add(shard.shardId(), caller.readAfter(stream, shard.shardId(), null));
        }
        return contents;
    }

    private void add(String shardId, List<Found> records) {
        BigInteger last = BigInteger.ZERO;
        for (Found record : records) {
            if (record.sequenceNumber().compareTo(last) <= 0) {
                throw new AssertionError("%s: %s does not follow %s".formatted(shardId, record, last));
            }
            last = record.sequenceNumber();
            Place other = byData.put(record.data(), new Place(shardId, record));
            if (other != null) {
                throw new AssertionError("doubled: %s in %s and %s".formatted(record, shardId, other));
            }
        }
        byShard.put(shardId, records);
    }

    public int records() {
        return byData.size();
    }

    Optional<Place> find(String data) {
        return Optional.ofNullable(byData.get(data));
    }

    /** Of a shard; empty for one that is not there. */
    List<Found> shard(String shardId) {
        return byShard.getOrDefault(shardId, List.of());
    }
}
