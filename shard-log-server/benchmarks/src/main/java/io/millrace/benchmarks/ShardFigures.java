package io.millrace.benchmarks;

import io.millrace.benchmarks.load.Marks;
import io.millrace.benchmarks.load.PutLoad;
import io.millrace.benchmarks.load.Throughput;
import io.millrace.benchmarks.load.Wire;
import io.millrace.benchmarks.process.JavaProcess;
import io.millrace.benchmarks.process.Scratch;
import io.millrace.benchmarks.process.ServerUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Figures of very many shards. */
final class ShardFigures {
    private static final int MANY = 10_000;
    private static final Map<String, String> SETTINGS = Map.of("shards-max", "10100");
    private static final long RESTART_BYTES = 20L << 30;
    private static final long QUICK_RESTART_BYTES = 2L << 30;
    /** What the disk must have beside the log: the log's own overhead and other people's needs. */
    private static final long SPARE_BYTES = 8L << 30;

    private static final long TOUCH_BYTES = 200L << 20;

    private ShardFigures() {}

    static void ratio(Run run) throws IOException {
        run.withServer("shards", SETTINGS, server -> {
            server.createStream("few", PutFigures.SHARDS);
            server.createStream("many", MANY);
            print(run, server, "few", "put_shards_4");
            print(run, server, "many", "put_shards_10000");
        });
    }

    /** The heap that shards take which nobody writes to, and that which they keep after each was written to. */
    static void idle(Run run) throws IOException {
        run.withServer("idle", SETTINGS, server -> {
            server.createStream("few", PutFigures.SHARDS);
            PutLoad.to("few", run.connections()).fill(server.callers(), TOUCH_BYTES);
            try (JavaProcess java = server.look()) {
                long none = java.liveHeapBytes();
                server.createStream("many", MANY);
                long idle = java.liveHeapBytes();
                PutLoad.to("many", run.connections()).fill(server.callers(), TOUCH_BYTES);
                long written = java.liveHeapBytes();
                run.figures().print("idle_shard_bytes", (double) (idle - none) / MANY, "bytes");
                run.figures().print("written_shard_bytes", (double) (written - none) / MANY, "bytes");
            }
        });
    }

    /** From the start of the process until it takes a record, after it was killed, and after it ended in order. */
    static void restart(Run run) throws IOException {
        Path directory = run.scratch().directory("restart");
        long bytes = run.quick() ? QUICK_RESTART_BYTES : RESTART_BYTES;
        long room = Files.getFileStore(directory).getUsableSpace();
        if (room < bytes + SPARE_BYTES) {
            run.figures()
                    .leaveOut(
                            "restart_seconds",
                            "%d bytes of log do not fit the disk, which has %d".formatted(bytes, room));
            return;
        }
        try (ServerUnderTest server = run.start(directory, SETTINGS)) {
            server.createStream("many", MANY);
            PutLoad.to("many", run.connections()).fill(server.callers(), bytes);
            server.kill();
        }
        run.figures().print("restart_log", bytes / (double) (1 << 30), "GB");
        run.figures().print("restart_seconds", secondsToFirstPut(run, directory), "s");
        run.figures().print("restart_in_order_seconds", secondsToFirstPut(run, directory), "s");
        Scratch.delete(directory);
    }

    private static double secondsToFirstPut(Run run, Path directory) throws IOException {
        long began = System.nanoTime();
        try (ServerUnderTest server = run.start(directory, SETTINGS)) {
            new PutLoad("many", Wire.CBOR, 1, 500, 1 << 10).fill(server.callers(), 1);
            return (System.nanoTime() - began) / 1e9;
        }
    }

    private static void print(Run run, ServerUnderTest server, String stream, String figure) throws IOException {
        Throughput put = PutLoad.to(stream, run.connections()).measure(server.callers(), run.window(), Marks.NONE);
        run.figures().print(figure, put.megabytesPerSecond(), "MB/s");
    }
}
