package io.millrace.benchmarks;

import io.millrace.benchmarks.load.PutLoad;
import io.millrace.benchmarks.load.Throughput;
import java.io.IOException;
import java.util.Map;

/** Figures of puts to our server alone. */
final class PutFigures {
    static final int SHARDS = 4;

    private PutFigures() {}

    static void put(Run run) throws IOException {
        run.withServer("put", Map.of(), server -> {
            server.createStream("put", SHARDS);
            try (Cost cost = Cost.of(server)) {
                Throughput put =
                        PutLoad.to("put", run.connections()).measure(server.callers(), run.window(), cost.marks());
                run.figures().print("put", put.megabytesPerSecond(), "MB/s");
                run.figures().print("put_records", put.recordsPerSecond(), "records/s");
                run.figures().print("put_refused", (double) put.sums().refused(), "records");
                run.figures().print("put_call_p50_ms", put.latencyMillis(0.50), "ms");
                run.figures().print("put_call_p99_ms", put.latencyMillis(0.99), "ms");
                cost.print("put", put, run.figures());
            }
        });
    }
}
