package io.millrace.server.stream;

import io.millrace.model.HashKeyRange;
import io.millrace.model.ShardId;
import io.millrace.server.stream.StreamEvent.CapacityChanged;
import io.millrace.server.stream.StreamEvent.StreamCreated;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.kinesis.model.StreamMode;

/** How streams are made. Used by the thread of changes. */
final class StreamCreations {
    private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

    private final Streams streams;
    private final StreamLog log;
    private final StreamsConfig config;
    private final RandomGenerator random;

    StreamCreations(Streams streams, StreamLog log, StreamsConfig config, RandomGenerator random) {
        this.streams = streams;
        this.log = log;
        this.config = config;
        this.random = random;
    }

    Creation create(Creation.Wish wish) throws IOException {
        if (streams.find(wish.name()).isPresent()) {
            return new Creation.NameTaken();
        }
        int open = streams.openShards();
        if (wish.mode() == StreamMode.ON_DEMAND
                && streams.onDemandStreams() >= config.onDemand().streamsMax()) {
            return new Creation.TooManyOnDemandStreams(config.onDemand().streamsMax());
        }
        if ((long) open + wish.shards() > config.shardsMax()) {
            return new Creation.TooManyShards(open, config.shardsMax());
        }
        Stream stream = wished(wish);
        List<StreamEvent> events = new ArrayList<>(List.of(new StreamCreated(stream)));
        if (wish.warmMiBps() > 0) {
            events.add(new CapacityChanged(stream.id(), stream.life().settled(), stream.capacity()));
        }
        log.remember(events);
        return new Creation.Created(stream);
    }

    private Stream wished(Creation.Wish wish) {
        Instant created = Streams.milliseconds(streams.now());
        List<Shard> shards = new ArrayList<>(wish.shards());
        for (HashKeyRange range : HashKeyRange.even(wish.shards())) {
            int index = shards.size();
            shards.add(new Shard(new ShardId(index), log.table().nextShardNumber() + index, range, created));
        }
        return new Stream(
                newId(),
                wish.name(),
                new Stream.Life(created, created.plus(config.creating()), Optional.empty()),
                new Stream.Properties(wish.mode(), config.retention(), wish.maxRecordBytes()),
                wish.tags(),
                new ShardMap(shards),
                Capacity.UNCHANGED.withWarmMiBps(wish.warmMiBps()));
    }

    private String newId() {
        StringBuilder id = new StringBuilder();
        while (id.length() < 24) {
            id.append(id.length() == 20 ? '-' : ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
        }
        return id.toString();
    }
}
