package io.millrace.server.testing.simulation;

import static io.millrace.server.testing.simulation.Invariant.THE_LOG_RECOVERS;

import io.millrace.model.HashKey;
import io.millrace.model.HashKeyRange;
import io.millrace.model.StreamName;
import io.millrace.server.stream.Creation;
import io.millrace.server.stream.Resharding;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.ShardSealer;
import io.millrace.server.stream.Stream;
import io.millrace.server.write.Append;
import io.millrace.storage.Extent;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.kinesis.model.StreamMode;

/** Who makes streams and puts records, and remembers what was answered. */
final class Callers {
    private static final int LARGE_BYTES = 70_000;

    private final RandomGenerator random;
    private final Machine machine;
    private final ExpectedLog log;
    private final ExpectedStreams streams;
    private final List<String> trace;
    private long records;
    private int names;

    Callers(RandomGenerator random, Machine machine, ExpectedLog log, ExpectedStreams streams, List<String> trace) {
        this.random = random;
        this.machine = machine;
        this.log = log;
        this.streams = streams;
        this.trace = trace;
    }

    /** Some requests at once, and turns of the writer until all are answered. */
    void put() throws IOException {
        put(routes(false));
    }

    /** As {@link #put}, by callers who may not know which shards were closed. */
    void putBlindly() throws IOException {
        put(routes(true));
    }

    private void put(List<Long> shards) throws IOException {
        if (shards.isEmpty()) {
            create();
            return;
        }
        List<Request> requests = new ArrayList<>();
        for (int count = 1 + random.nextInt(4); count > 0; count--) {
            List<Draft> drafts = new ArrayList<>();
            for (int record = 1 + random.nextInt(4); record > 0; record--) {
                drafts.add(draft(shards.get(random.nextInt(shards.size()))));
            }
            requests.add(new Request(drafts, machine.writer().submit(appends(drafts))));
        }
        int answered = 0;
        int acknowledged = 0;
        while (answered < requests.size()) {
            machine.writer().turn();
            List<Request> turn = requests.subList(answered, requests.size()).stream()
                    .takeWhile(request -> request.outcome().isDone())
                    .toList();
            if (turn.isEmpty()) {
                throw new InvariantViolation(THE_LOG_RECOVERS, "a turn answers nobody");
            }
            acknowledged += log.answer(turn);
            answered += turn.size();
        }
        trace.add("put %d requests, %d acknowledged".formatted(answered, acknowledged));
    }

    private List<Long> routes(boolean blind) {
        return streams.living().stream()
                .flatMap(stream -> stream.shards().stream())
                .filter(shard -> blind ? log.numbers().contains(shard.log()) : shard.isOpen())
                .map(Shard::log)
                .toList();
    }

    /** Splits a shard, or merges two that stand together. */
    void reshard() {
        List<Stream> living = streams.living();
        if (living.isEmpty()) {
            return;
        }
        Stream stream = living.get(random.nextInt(living.size()));
        Resharding.Wish wish = wish(stream);
        streams.resharding(stream);
        String what = "reshard %s, %s".formatted(stream.name(), wish.parents());
        try {
            Resharding answer = machine.streams().reshard(wish, new Sealer());
            trace.add(what + ": " + answer.getClass().getSimpleName());
            machine.streams().find(stream.id()).ifPresent(streams::resharded);
        } catch (IOException e) {
            trace.add(what + ": " + e.getMessage());
            machine.streams().find(stream.id()).ifPresent(streams::reshardingRefused);
        }
    }

    private Resharding.Wish wish(Stream stream) {
        List<Shard> open = stream.openShards();
        int index = random.nextInt(open.size());
        HashKeyRange range = open.get(index).range();
        BigInteger start = range.start().value();
        BigInteger half = range.end().value().subtract(start).shiftRight(1 + random.nextInt(3));
        boolean narrow = half.signum() == 0;
        if (index + 1 < open.size() && (narrow || random.nextBoolean())) {
            return new Resharding.Wish(
                    stream.id(),
                    List.of(open.get(index).id(), open.get(index + 1).id()),
                    List.of(new HashKeyRange(
                            range.start(), open.get(index + 1).range().end())));
        }
        HashKey middle = new HashKey(start.add(half).max(start.add(BigInteger.ONE)));
        return new Resharding.Wish(
                stream.id(),
                List.of(open.get(index).id()),
                List.of(
                        new HashKeyRange(
                                range.start(), new HashKey(middle.value().subtract(BigInteger.ONE))),
                        new HashKeyRange(middle, range.end())));
    }

    /** Whoever changes streams asks the writer, which takes its turn then and there. */
    private final class Sealer implements ShardSealer {
        @Override
        public List<Extent> seal(List<Long> shards) throws IOException {
            return turned(machine.writer().seal(shards));
        }

        @Override
        public void unseal(List<Long> shards) throws IOException {
            turned(machine.writer().unseal(shards));
        }

        private <T> T turned(CompletableFuture<T> answer) throws IOException {
            machine.writer().turn();
            try {
                return answer.join();
            } catch (CompletionException e) {
                throw new IOException(e.getCause());
            }
        }
    }

    private static List<Append> appends(List<Draft> drafts) {
        return drafts.stream()
                .map(draft -> new Append(draft.shard(), draft.payload()))
                .toList();
    }

    /** A record no caller ever wanted before. */
    Draft draft(long shard) {
        if (random.nextInt(30) == 0) {
            return new Draft(shard, records++, Decoy.piece(random));
        }
        byte[] bytes = new byte[random.nextInt(400) == 0 ? LARGE_BYTES : random.nextInt(60)];
        random.nextBytes(bytes);
        return new Draft(shard, records++, bytes);
    }

    /** Asks for a stream. */
    void create() {
        StreamName name = new StreamName("stream-" + names++);
        int shards = 1 + random.nextInt(2);
        streams.wish(name);
        try {
            Creation creation = machine.streams()
                    .create(new Creation.Wish(name, StreamMode.PROVISIONED, shards, 1 << 20, Map.of("name", "value")));
            if (creation instanceof Creation.Created created) {
                streams.created(created.stream());
                created.stream().shards().forEach(shard -> log.shard(shard.log()));
            }
            trace.add("create %s: %s".formatted(name, creation.getClass().getSimpleName()));
        } catch (IOException e) {
            trace.add("create %s: %s".formatted(name, e.getMessage()));
        }
    }

    /** Asks for the end of a stream, unless it is the last. */
    void delete() {
        List<Stream> living = streams.living();
        if (living.size() < 2) {
            return;
        }
        Stream stream = living.get(random.nextInt(living.size()));
        streams.deleting(stream);
        try {
            machine.streams().delete(stream);
            streams.deleted(stream);
            trace.add("delete " + stream.name());
        } catch (IOException e) {
            trace.add("delete %s: %s".formatted(stream.name(), e.getMessage()));
        }
    }
}
