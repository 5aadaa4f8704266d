package io.millrace.benchmarks;

import io.millrace.benchmarks.load.GetLoad;
import io.millrace.benchmarks.load.PutLoad;
import io.millrace.benchmarks.load.Throughput;
import java.io.IOException;
import java.util.Map;

/** Figures of gets from our server alone. */
final class GetFigures {
    /** As much as the peer's consumer reads; far more than the server keeps in memory, less than the page cache. */
    static final long FILL_BYTES = 3L << 30;

    private static final int RECORDS_A_CALL = 10_000;

    private GetFigures() {}

    static void get(Run run) throws IOException {
        run.withServer("get", Map.of(), server -> {
            server.createStream("get", PutFigures.SHARDS);
            PutLoad.to("get", run.connections()).fill(server.callers(), FILL_BYTES);
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
}
