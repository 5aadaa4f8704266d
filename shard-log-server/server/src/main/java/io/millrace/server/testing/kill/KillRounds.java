package io.millrace.server.testing.kill;

import io.millrace.server.testing.ServerProcess;
import io.millrace.server.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Kills the server's process by SIGKILL while producers write, readers follow them, streams come and go, shards are split
 * and merged, and encryption begins and ends; starts it again, and holds it to all that it ever said. Belongs to one thread.
 */
public final class KillRounds {
    private static final String STREAM = "orders";
    private static final int SHARDS = 4;
    private static final int PRODUCERS = 8;
    private static final int READERS = 2;
    private static final int RECORD_BYTES = 64;
    private static final int ACKNOWLEDGED_A_ROUND = 300;

    private final Path directory;
    private final Random random;
    private final List<Producer> producers;
    private final List<Reader> readers;
    private final StreamChanges changes = new StreamChanges();
    private final ShardChanges shardChanges;
    private final EncryptionChanges encryptionChanges;
    private final List<Work> works = new ArrayList<>();
    private int records;

    /**
     * What came of all rounds.
     *
     * @param sent records
     * @param acknowledged of those
     * @param found in the end
     * @param seen by readers while it happened
     * @param streams that came and went
     * @param shards that were split, or merged with another
     * @param encryptions begun and ended
     */
    public record Report(
            int kills, int sent, int acknowledged, int found, int seen, int streams, int shards, int encryptions) {}

    /** @param directory of the server's data and what it says */
    public KillRounds(Path directory, long seed) {
        this.directory = directory;
        this.random = new Random(seed);
        this.producers = IntStream.range(0, PRODUCERS)
                .mapToObj(number -> new Producer(STREAM, "producer-" + number, RECORD_BYTES))
                .toList();
        this.readers = IntStream.range(0, READERS)
                .mapToObj(number -> new Reader(STREAM))
                .toList();
        works.addAll(producers);
        works.addAll(readers);
        works.add(changes);
        Lock changing = new ReentrantLock();
        this.shardChanges = new ShardChanges(STREAM, changing, random);
        works.add(shardChanges);
        this.encryptionChanges = new EncryptionChanges(STREAM, changing);
        works.add(encryptionChanges);
    }

    /**
     * Makes the rounds; call once.
     *
     * @param progress is told of each kill
     * @throws AssertionError if a promise is broken, or the server does not start
     */
    public Report run(int kills, IntConsumer progress) throws IOException, InterruptedException {
        try (Caller caller = new Caller()) {
            for (int kill = 1; kill <= kills; kill++) {
                try (ServerProcess server = start()) {
                    caller.moveTo(server.awaitReady());
                    if (kill == 1) {
                        caller.create(STREAM, SHARDS);
                    } else {
                        check(caller);
                    }
                    loadAndKill(server, caller);
                }
                progress.accept(kill);
            }
            try (ServerProcess server = start()) {
                caller.moveTo(server.awaitReady());
                check(caller);
            }
        }
        return new Report(
                kills,
                producers.stream().mapToInt(Producer::attempts).sum(),
                acknowledged(),
                records,
                readers.stream().mapToInt(Reader::seen).sum(),
                changes.done(),
                shardChanges.turns().done(),
                encryptionChanges.turns().done());
    }

    private void check(Caller caller) {
        Contents contents = Contents.of(caller, STREAM);
        works.forEach(work -> work.check(caller, contents));
        records = contents.records();
    }

    private void loadAndKill(ServerProcess server, Caller caller) throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
        int acknowledgedBefore = acknowledged();
        int changesBefore = changes.done();
        int shardChangesBefore = shardChanges.turns().done();
        int encryptionsBefore = encryptionChanges.turns().done();
        // One that is waited for, and one to be killed in.
        shardChanges.turns().allow(2);
        encryptionChanges.turns().allow(2);
        int enough = ACKNOWLEDGED_A_ROUND + random.nextInt(ACKNOWLEDGED_A_ROUND);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            works.forEach(work -> threads.execute(() -> work(work, caller, stop, broken)));
            try {
                Waiting.until(() -> broken.get() != null
                        || (acknowledged() - acknowledgedBefore > enough
                                && changes.done() > changesBefore
                                && shardChanges.turns().done() > shardChangesBefore
                                && encryptionChanges.turns().done() > encryptionsBefore));
            } finally {
                server.kill();
                stop.set(true);
            }
        }
        Throwable cause = broken.get();
        if (cause != null) {
            throw new AssertionError("a caller failed by itself", cause);
        }
    }

    private static void work(
            Work work, Caller caller, AtomicBoolean stop, AtomicReference<@Nullable Throwable> broken) {
        while (!stop.get()) {
            try {
                work.turn(caller);
            } catch (SdkException e) {
                // Nothing was promised; what was asked may have been done or not.
                Thread.onSpinWait();
            } catch (RuntimeException | AssertionError e) {
                broken.set(e);
                return;
            }
        }
    }

    private int acknowledged() {
        return producers.stream().mapToInt(Producer::acknowledged).sum();
    }

    private ServerProcess start() throws IOException {
        Path config = directory.resolve("server.properties");
        // Streams that are soon there, and are soon gone, see more kills; small segments see them roll.
        Files.writeString(config, """
                kinesis.creating=20
                kinesis.updating=20
                kinesis.deleting=20
                kinesis.data-key-life=50
                kinesis.segment-bytes=262144
                kinesis.throughput-limits=false
                """);
        return ServerProcess.start(
                directory.resolve("stderr"),
                "--port",
                "0",
                "--config",
                config.toString(),
                "--data",
                directory.resolve("data").toString());
    }
}
