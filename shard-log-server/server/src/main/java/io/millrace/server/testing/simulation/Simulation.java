package io.millrace.server.testing.simulation;

import static io.millrace.server.testing.simulation.Invariant.NONE_INVENTED;
import static io.millrace.server.testing.simulation.Invariant.NO_ACKNOWLEDGED_RECORD_LOST;
import static io.millrace.server.testing.simulation.Invariant.READERS_SEE_DURABLE_ONLY;
import static io.millrace.server.testing.simulation.Invariant.THE_LOG_RECOVERS;

import io.millrace.server.stream.OnDemandConfig;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.StreamsConfig;
import io.millrace.server.write.WriterConfig;
import io.millrace.storage.CorruptSegmentException;
import io.millrace.storage.FencedException;
import io.millrace.storage.LogStore;
import io.millrace.storage.LogStoreConfig;
import io.millrace.storage.LogWriter;
import io.millrace.storage.testing.SimulatedDisk.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One run of the whole write path, writer, log, retention and streams' metadata, on a disk, a clock and a machine that
 * fail by a seed. After every event, and for records in the middle of every step of the disk, the {@link Invariant}s are
 * checked. The same seed does the same.
 */
public final class Simulation {
    private static final int EVENTS = 50;
    private static final int TRACE_EVENTS = 12;
    /** Two in three are undisturbed. */
    private static final int STARTS_MAX = 100;

    private static final List<Fault> FAULTS = List.of(Fault.values());

    private final RandomGenerator random;
    private final Machine machine;
    private final ExpectedLog log = new ExpectedLog();
    private final ExpectedStreams streams = new ExpectedStreams(log);
    private final Readers readers;
    private final Callers callers;
    private final Expiry expiry;
    private final List<String> trace = new ArrayList<>();

    private Simulation(long seed) {
        random = new SplittableRandom(seed);
        machine = new Machine(random, config(random));
        readers = new Readers(random, machine, log);
        callers = new Callers(random, machine, log, streams, trace);
        expiry = new Expiry(machine, log, streams, trace);
        machine.disk().watch(this::readMeanwhile);
    }

    private static Machine.Config config(RandomGenerator random) {
        int[] segmentBytes = {1, 200, 400, 2_000, 10_000};
        int[] tailBytes = {0, 100, 300, 4_096};
        Duration reopenAfter = Duration.ofMillis(random.nextInt(2) * 100L);
        return new Machine.Config(
                new LogStoreConfig(
                        segmentBytes[random.nextInt(segmentBytes.length)], tailBytes[random.nextInt(tailBytes.length)]),
                new WriterConfig(
                        100, 16L << 20, 1 + random.nextInt(4), 16L << 20, reopenAfter, reopenAfter.multipliedBy(4)),
                new StreamsConfig(
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofSeconds(10),
                        Expiry.RETENTION,
                        1_000,
                        OnDemandConfig.DEFAULT,
                        Duration.ofMinutes(1),
                        1 + random.nextInt(8)));
    }

    /** Runs a seed; throws an {@link AssertionError} that names seed and invariant if one does not hold. */
    public static void run(long seed) {
        Simulation simulation = new Simulation(seed);
        try {
            simulation.run();
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError(simulation.failure(seed, e), e);
        } finally {
            simulation.end();
        }
    }

    /** What happened in a run that holds, for comparison with another of the same seed. */
    static List<String> events(long seed) throws IOException {
        Simulation simulation = new Simulation(seed);
        simulation.run();
        simulation.end();
        return simulation.trace;
    }

    private String failure(long seed, Throwable cause) {
        String last = String.join("\n  ", trace.subList(Math.max(0, trace.size() - TRACE_EVENTS), trace.size()));
        String what = cause instanceof InvariantViolation ? cause.getMessage() : "the engine throws: " + cause;
        return "seed %d, event %d: %s%n  %s".formatted(seed, trace.size(), what, last);
    }

    private void end() {
        try {
            machine.die(true);
        } catch (IOException e) {
            throw new IllegalStateException("dead files do not fail", e);
        }
    }

    private void run() throws IOException {
        start();
        callers.create();
        for (int event = 0; event < EVENTS; event++) {
            event();
            afterwards();
        }
        recovers();
        if (random.nextInt(4) == 0) {
            expiry.expireAll();
        }
        die(true);
        restart();
        if (random.nextInt(3) == 0) {
            trace(new Damage(random, machine, log, streams).check());
        }
    }

    private void event() throws IOException {
        int kind = random.nextInt(100);
        if (kind < 38) {
            callers.put();
        } else if (kind < 44) {
            callers.putBlindly();
        } else if (kind < 49) {
            callers.reshard();
        } else if (kind < 56) {
            expiry.retain();
        } else if (kind < 64) {
            plan(Fault.DOWN, 8);
        } else if (kind < 70) {
            plan(Fault.FORCE, 8);
        } else if (kind < 74) {
            plan(Fault.FULL, 6);
        } else if (kind < 78) {
            trace("heal");
            machine.disk().heal();
        } else if (kind < 84) {
            moveClock();
        } else if (kind < 87) {
            callers.create();
        } else if (kind < 89) {
            callers.delete();
        } else if (kind < 91) {
            trace("evict");
            machine.disk().evict();
        } else if (kind < 93) {
            rival();
        } else if (kind < 95) {
            readFailing();
        } else if (kind < 98) {
            die(random.nextBoolean());
        } else {
            restart();
        }
    }

    /** A machine that has stopped is started again; then everything is checked. */
    private void afterwards() throws IOException {
        if (machine.disk().isDown()) {
            die(true);
        }
        // A reader may find an index that must be made again, for which a failing disk has no place.
        try {
            check(false);
        } catch (CorruptSegmentException e) {
            throw new InvariantViolation(NO_ACKNOWLEDGED_RECORD_LOST, "a reader is refused: " + e.getMessage());
        } catch (IOException e) {
            if (machine.disk().isDown()) {
                die(true);
            } else {
                machine.disk().heal();
            }
            check(false);
        }
    }

    private void plan(Fault fault, int stepsMax) {
        int steps = 1 + random.nextInt(stepsMax);
        trace("plan %s in %d steps".formatted(fault, steps));
        machine.disk().plan(fault, steps);
    }

    private void moveClock() {
        Duration by = switch (random.nextInt(5)) {
            case 0 -> Duration.ofSeconds(random.nextInt(600));
            case 1 -> Duration.ofHours(1 + random.nextInt(30));
            case 2 -> Duration.ofHours(-1 - random.nextInt(30));
            case 3 -> Duration.ofMillis(-1 - random.nextInt(2_000));
            default -> Duration.ofMillis(random.nextInt(2_000));
        };
        trace("clock moves by " + by);
        machine.clock().move(by);
    }

    /** Another writer is opened under the loop's feet: the loop's is fenced, goes on, and fences the other. */
    private void rival() throws IOException {
        if (streams.living().isEmpty() || machine.disk().isDown()) {
            return;
        }
        trace("rival");
        LogStore store = machine.store();
        try (LogWriter rival = store.openWriter()) {
            callers.put();
            if (machine.disk().isDown()) {
                return;
            }
            recovers();
            long shard = streams.living().getFirst().openShards().getFirst().log();
            rival.append(
                    shard,
                    log.shard(shard).next(),
                    Long.MAX_VALUE,
                    callers.draft(shard).payload());
            rival.commit();
            throw new InvariantViolation(NONE_INVENTED, "a fenced writer has committed");
        } catch (FencedException e) {
            trace("rival is fenced");
        } catch (IOException e) {
            trace("rival failed: " + e.getMessage());
        }
    }

    /** A read that fails is told, and neither harms nor hides anything. */
    private void readFailing() throws IOException {
        trace("reads fail");
        for (int read = 0; read < 4; read++) {
            machine.disk().plan(Fault.READ, 1 + random.nextInt(4));
            try {
                check(true);
            } catch (CorruptSegmentException e) {
                throw e;
            } catch (IOException e) {
                trace("a read failed: " + e.getMessage());
            }
        }
        machine.disk().heal();
    }

    private void restart() throws IOException {
        trace("restart");
        machine.disk().heal();
        machine.stop();
        start();
    }

    private void die(boolean powerCut) throws IOException {
        boolean cut = powerCut || machine.disk().isDown();
        trace(cut ? "power cut" : "killed");
        machine.die(cut);
        start();
    }

    /** Starts a process, however often that fails; what recovery finds is as good as acknowledged. */
    private void start() throws IOException {
        for (int attempt = 0; ; attempt++) {
            THE_LOG_RECOVERS.require(attempt < STARTS_MAX, "no start succeeds");
            if (random.nextInt(3) == 0) {
                plan(FAULTS.get(random.nextInt(FAULTS.size())), 10);
            }
            try {
                machine.start(log::resolve);
                machine.disk().heal();
                trace("started");
                break;
            } catch (CorruptSegmentException e) {
                throw new InvariantViolation(NO_ACKNOWLEDGED_RECORD_LOST, "a start is refused: " + e.getMessage());
            } catch (IOException e) {
                trace("start failed: " + e.getMessage());
                machine.die(machine.disk().isDown() || random.nextBoolean());
            }
        }
        resumed();
        check(true);
    }

    private void resumed() {
        expiry.resumed();
        for (Stream stream : streams.living()) {
            stream.openShards().forEach(shard -> log.shard(shard.log()));
        }
    }

    /** Once the disk works again, a stream is made and a record taken without a restart. */
    private void recovers() throws IOException {
        machine.disk().heal();
        callers.create();
        THE_LOG_RECOVERS.require(!streams.living().isEmpty(), "no stream is made");
        // What became of a change of shards that failed is known now.
        streams.check(machine.streams());
        long before = log.acknowledged();
        for (int attempt = 0; attempt < 2 && log.acknowledged() == before; attempt++) {
            // The first one may have to learn that the writer is dead.
            machine.clock().move(Duration.ofSeconds(10));
            callers.put();
        }
        THE_LOG_RECOVERS.require(log.acknowledged() > before, "no record is taken");
    }

    private void check(boolean all) throws IOException {
        streams.check(machine.streams());
        for (long number : log.numbers()) {
            log.shard(number).check(machine.store().extent(number), NONE_INVENTED);
        }
        if (all) {
            for (long number : log.numbers()) {
                readers.check(number, 0);
            }
        } else if (!log.numbers().isEmpty()) {
            long number = log.someNumber(random);
            readers.check(number, random.nextLong(log.shard(number).next() + 1));
        }
    }

    /** Readers do not wait for the disk, slow as it may be, and see nothing of what it is doing. */
    private void readMeanwhile() {
        if (machine.process() == null || log.numbers().isEmpty()) {
            return;
        }
        machine.clock().move(Duration.ofMillis(random.nextInt(50)));
        long number = log.someNumber(random);
        ExpectedShard expected = log.shard(number);
        expected.check(machine.store().extent(number), READERS_SEE_DURABLE_ONLY);
        try {
            readers.check(number, Math.max(0, expected.next() - random.nextInt(4)));
        } catch (IOException e) {
            throw new InvariantViolation(NO_ACKNOWLEDGED_RECORD_LOST, "a reader is refused: " + e.getMessage());
        }
    }

    private void trace(String event) {
        trace.add(event);
    }
}
