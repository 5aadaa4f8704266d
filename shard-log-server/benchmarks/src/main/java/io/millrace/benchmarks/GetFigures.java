package io.millrace.benchmarks;

import io.millrace.benchmarks.load.GetLoad;
import io.millrace.benchmarks.load.Marks;
import io.millrace.benchmarks.load.PutLoad;
import io.millrace.benchmarks.load.SdkLoad;
import io.millrace.benchmarks.load.Throughput;
import io.millrace.benchmarks.process.PageCache;
import io.millrace.benchmarks.process.Scratch;
import io.millrace.benchmarks.process.ServerUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Figures of gets from our server alone, and of puts beside them. */
final class GetFigures {
    /** As much as the peer's consumer reads; far more than the server keeps in memory, less than the page cache. */
    static final long FILL_BYTES = 3L << 30;

    private static final int RECORDS_A_CALL = 10_000;
    /** More than a reader reads while it is measured. */
    private static final long COLD_BYTES = 8L << 30;

    private GetFigures() {}

    static void get(Run run) throws IOException {
        run.withServer("get", Map.of(), server -> {
            fill(run, server, FILL_BYTES);
            try (Cost cost = Cost.of(server)) {
                Throughput get = new GetLoad("get", PutFigures.SHARDS, RECORDS_A_CALL)
                        .measure(server.callers(), run.window(), cost.marks());
                run.figures().print("get", get.megabytesPerSecond(), "MB/s");
                run.figures().print("get_records", get.recordsPerSecond(), "records/s");
                run.figures().print("get_call_p50_ms", get.latencyMillis(0.50), "ms");
                cost.print("get", get, run.figures());
            }
        });
    }

    static void getSdk(Run run) throws IOException {
        run.withServer("get-sdk", Map.of(), server -> {
            fill(run, server, FILL_BYTES);
            try (Cost cost = Cost.of(server)) {
                Throughput get = new SdkLoad(server.endpoint(), server.credentials(), "get")
                        .get(PutFigures.SHARDS, RECORDS_A_CALL, run.window(), cost.marks());
                run.figures().print("get_sdk", get.megabytesPerSecond(), "MB/s");
                cost.print("get_sdk", get, run.figures());
            }
        });
    }

    /** Puts alone, then while one reader goes through the log from its start, of which memory holds nothing, then alone. */
    static void coldRead(Run run) throws IOException {
        Path directory = run.scratch().directory("cold");
        try (ServerUnderTest server = run.start(directory, Map.of())) {
            fill(run, server, run.quick() ? COLD_BYTES / 4 : COLD_BYTES);
            PutLoad puts = PutLoad.to("get", run.connections());
            Throughput before = puts.measure(server.callers(), run.window(), Marks.NONE);
            PageCache.evict(directory);
            GetLoad gets = new GetLoad("get", PutFigures.SHARDS, RECORDS_A_CALL);
            Throughput beside;
            try (GetLoad.Background reader = gets.inBackground(server.callers())) {
                beside = puts.measure(server.callers(), run.window(), reader.marks());
                run.figures().print("cold_read", reader.megabytesPerSecond(), "MB/s");
            }
            Throughput after = puts.measure(server.callers(), run.window(), Marks.NONE);
            double alone = (before.megabytesPerSecond() + after.megabytesPerSecond()) / 2;
            run.figures().print("put_beside_cold_read", beside.megabytesPerSecond(), "MB/s");
            run.figures().print("put_beside_nothing", alone, "MB/s");
        }
        Scratch.delete(directory);
    }

    private static void fill(Run run, ServerUnderTest server, long bytes) throws IOException {
        server.createStream("get", PutFigures.SHARDS);
        PutLoad.to("get", run.connections()).fill(server.callers(), bytes);
    }
}
