package io.millrace.server.testing.simulation;

import static io.millrace.server.testing.simulation.Invariant.FILES_ARE_CLOSED;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.server.stream.Retention;
import io.millrace.server.stream.Streams;
import io.millrace.server.stream.StreamsConfig;
import io.millrace.server.write.WriterConfig;
import io.millrace.server.write.WriterLoop;
import io.millrace.storage.Extent;
import io.millrace.storage.LocalLogStore;
import io.millrace.storage.LogStore;
import io.millrace.storage.LogStoreConfig;
import io.millrace.storage.MetadataLog;
import io.millrace.storage.testing.SimulatedDirectory;
import io.millrace.storage.testing.SimulatedDisk;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One machine: a disk and a clock that outlive its processes, and the process that is there now, put together as the service is. */
final class Machine {
    private final RandomGenerator random;
    private final Config config;
    private final SimulatedDisk disk;
    private final SimulatedDirectory logDirectory;
    private final SimulatedDirectory streamsDirectory;
    private final SimulatedClock clock = new SimulatedClock();
    private @Nullable Instance process;

    /** How the process is configured. */
    record Config(LogStoreConfig log, WriterConfig writer, StreamsConfig streams) {}

    /** What the living process consists of. */
    record Instance(LogStore store, Streams streams, WriterLoop writer) {}

    /** Looks at what a store has recovered before retention does. */
    @FunctionalInterface
    interface Recovered {
        void look(LogStore store) throws IOException;
    }

    Machine(RandomGenerator random, Config config) {
        this.random = random;
        this.config = config;
        this.disk = new SimulatedDisk(random);
        this.logDirectory = disk.directory();
        this.streamsDirectory = disk.directory();
    }

    SimulatedDisk disk() {
        return disk;
    }

    SimulatedClock clock() {
        return clock;
    }

    List<SimulatedDirectory> directories() {
        return List.of(logDirectory, streamsDirectory);
    }

    /** The living process; there is none while it starts. */
    @Nullable
    Instance process() {
        return process;
    }

    LogStore store() {
        return living().store();
    }

    Streams streams() {
        return living().streams();
    }

    WriterLoop writer() {
        return living().writer();
    }

    /** Starts a process as the service does; on failure what it had open is closed, as the service does too. */
    void start(Recovered recovered) throws IOException {
        LogStore store = LocalLogStore.open(logDirectory, config.log());
        @Nullable Streams streams = null;
        try {
            recovered.look(store);
            streams = Streams.open(() -> MetadataLog.open(streamsDirectory), config.streams(), clock, random);
            WriterLoop writer = WriterLoop.stepped(store, config.writer(), clock, new SimpleMeterRegistry());
            CompletableFuture<List<Extent>> sealed = writer.seal(streams.closedShards());
            writer.turn();
            sealed.join();
            Retention.resume(streams, store);
            process = new Instance(store, streams, writer);
        } catch (IOException | RuntimeException e) {
            store.close();
            if (streams != null) {
                streams.close();
            }
            checkClosed();
            throw e;
        }
    }

    /** Stops the process as the service does. */
    void stop() throws IOException {
        Instance stopping = living();
        process = null;
        stopping.streams().close();
        stopping.store().close();
        checkClosed();
    }

    /** The process dies, and if {@code powerCut} the machine with it. */
    void die(boolean powerCut) throws IOException {
        if (powerCut) {
            disk.crash();
        } else {
            disk.kill();
            disk.heal();
        }
        if (process != null) {
            // Ends its thread; its files are dead.
            process.streams().close();
            process = null;
        }
    }

    private Instance living() {
        if (process == null) {
            throw new IllegalStateException("no process is there");
        }
        return process;
    }

    private void checkClosed() {
        if (disk.openFiles() > 0) {
            throw new InvariantViolation(FILES_ARE_CLOSED, disk.openFiles() + " are open");
        }
    }
}
