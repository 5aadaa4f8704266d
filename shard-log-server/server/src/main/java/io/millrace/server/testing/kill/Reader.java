package io.millrace.server.testing.kill;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** Follows every shard of a stream over all kills, and remembers all that it has seen. One thread at a time. */
final class Reader implements Work {
    private final String stream;
    private final Map<String, List<Found>> seen = new LinkedHashMap<>();

    Reader(String stream) {
        this.stream = stream;
    }

    @Override
    public void turn(Caller caller) {
        for (Shard shard : caller.shards(stream)) {
            List<Found> before = seen.computeIfAbsent(shard.shardId(), id -> new ArrayList<>());
            before.addAll(caller.readAfter(stream, shard.shardId(), before.isEmpty() ? null : before.getLast()));
        }
    }

    /** What was seen is there, in the same places, and nothing stands before or between. */
    @Override
    public void check(Caller caller, Contents contents) {
        seen.forEach((shardId, records) -> {
            List<Found> now = contents.shard(shardId);
            if (now.size() < records.size() || !now.subList(0, records.size()).equals(records)) {
                throw new AssertionError("%s: a reader saw %d records, of which the %d there now do not begin with all"
                        .formatted(shardId, records.size(), now.size()));
            }
        });
    }

    int seen() {
        return seen.values().stream().mapToInt(List::size).sum();
    }
}
