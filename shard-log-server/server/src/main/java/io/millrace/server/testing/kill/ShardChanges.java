package io.millrace.server.testing.kill;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.Lock;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** Splits and merges the shards of a stream, as often as it is let. One thread at a time. */
final class ShardChanges implements Work {
    private static final int OPEN_MAX = 6;
    private static final BigInteger KEYS = BigInteger.TWO.pow(128);

    private final String stream;
    private final Turns turns;

    private final Random random;
    /** As they were last listed, by id. */
    private final Map<String, Shard> known = new LinkedHashMap<>();

    ShardChanges(String stream, Lock changing, Random random) {
        this.stream = stream;
        this.turns = new Turns(changing);
        this.random = random;
    }

    Turns turns() {
        return turns;
    }

    @Override
    public void turn(Caller caller) {
        turns.take(() -> change(caller));
    }

    private void change(Caller caller) {
        caller.awaitActive(stream);
        List<Shard> open = open(caller.shards(stream));
        int at = random.nextInt(open.size());
        if (open.size() < OPEN_MAX) {
            split(caller, open.get(at));
        } else {
            merge(caller, open.get(Math.max(0, at - 1)), open.get(Math.max(1, at)));
        }
        caller.awaitActive(stream);
    }

    private void split(Caller caller, Shard parent) {
        BigInteger middle = starts(parent).add(ends(parent)).shiftRight(1).add(BigInteger.ONE);
        caller.call(kinesis -> kinesis.splitShard(request ->
                request.streamName(stream).shardToSplit(parent.shardId()).newStartingHashKey(middle.toString())));
    }

    private void merge(Caller caller, Shard one, Shard next) {
        caller.call(kinesis -> kinesis.mergeShards(request ->
                request.streamName(stream).shardToMerge(one.shardId()).adjacentShardToMerge(next.shardId())));
    }

    /** Shards stay, closed ones closed where they ended; open ones share all hash keys; no record follows an end. */
    @Override
    public void check(Caller caller, Contents contents) {
        caller.awaitActive(stream);
        List<Shard> now = caller.shards(stream);
        Map<String, Shard> byId = new LinkedHashMap<>();
        now.forEach(shard -> byId.put(shard.shardId(), shard));
        known.forEach((id, before) -> {
            Shard after = byId.get(id);
            boolean same =
                    after != null && (isOpen(before) ? lineage(after).equals(lineage(before)) : after.equals(before));
            if (!same) {
                throw new AssertionError("a shard was %s and is %s".formatted(before, after));
            }
        });
        now.stream().filter(shard -> !isOpen(shard)).forEach(shard -> checkEnd(shard, contents));
        BigInteger next = BigInteger.ZERO;
        for (Shard shard : open(now)) {
            if (!starts(shard).equals(next)) {
                throw new AssertionError("no open shard, or two, at hash key %s: %s".formatted(next, now));
            }
            next = ends(shard).add(BigInteger.ONE);
        }
        if (!next.equals(KEYS)) {
            throw new AssertionError("no open shard from hash key %s on: %s".formatted(next, now));
        }
        known.putAll(byId);
    }

    private static void checkEnd(Shard shard, Contents contents) {
        BigInteger end = new BigInteger(shard.sequenceNumberRange().endingSequenceNumber());
        for (Found record : contents.shard(shard.shardId())) {
            if (record.sequenceNumber().compareTo(end) > 0) {
                throw new AssertionError("%s ended at %s and holds %s".formatted(shard.shardId(), end, record));
            }
        }
    }

    /** By hash key. */
    private static List<Shard> open(List<Shard> shards) {
        return shards.stream()
                .filter(ShardChanges::isOpen)
                .sorted(Comparator.comparing(ShardChanges::starts))
                .toList();
    }

    private static boolean isOpen(Shard shard) {
        return shard.sequenceNumberRange().endingSequenceNumber() == null;
    }

    /** What a shard has for ever. */
    private static List<String> lineage(Shard shard) {
        return List.of(
                shard.hashKeyRange().startingHashKey(),
                shard.hashKeyRange().endingHashKey(),
                shard.sequenceNumberRange().startingSequenceNumber(),
                String.valueOf(shard.parentShardId()),
                String.valueOf(shard.adjacentParentShardId()));
    }

    private static BigInteger starts(Shard shard) {
        return new BigInteger(shard.hashKeyRange().startingHashKey());
    }

    private static BigInteger ends(Shard shard) {
        return new BigInteger(shard.hashKeyRange().endingHashKey());
    }
}
