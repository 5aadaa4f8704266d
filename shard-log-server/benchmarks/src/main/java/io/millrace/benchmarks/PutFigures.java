package io.millrace.benchmarks;

import io.millrace.benchmarks.load.Marks;
import io.millrace.benchmarks.load.PutLoad;
import io.millrace.benchmarks.load.PutOneLoad;
import io.millrace.benchmarks.load.PutToGetLoad;
import io.millrace.benchmarks.load.SdkLoad;
import io.millrace.benchmarks.load.Throughput;
import java.io.IOException;
import java.util.Map;

/** Figures of puts to our server alone. */
final class PutFigures {
    static final int SHARDS = 4;

    private static final int ONE_PER_SECOND = 2_000;
    private static final int ONE_CONNECTIONS = 32;
    /** Seldom enough that the reader has each record before the next one comes. */
    private static final int SEEN_PER_SECOND = 100;

    private static final int RECORD_BYTES = 1 << 10;

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
                cost.printWrites("put", put, run.figures());
            }
        });
    }

    static void putSdk(Run run) throws IOException {
        run.withServer("put-sdk", Map.of(), server -> {
            server.createStream("put", SHARDS);
            try (Cost cost = Cost.of(server)) {
                Throughput put = new SdkLoad(server.endpoint(), server.credentials(), "put")
                        .put(run.connections(), run.window(), cost.marks());
                run.figures().print("put_sdk", put.megabytesPerSecond(), "MB/s");
                cost.print("put_sdk", put, run.figures());
            }
        });
    }

    static void putJson(Run run) throws IOException {
        run.withServer("put-json", Map.of(), server -> {
            server.createStream("put", SHARDS);
            Throughput put =
                    PutLoad.to("put", run.connections()).inJson().measure(server.callers(), run.window(), Marks.NONE);
            run.figures().print("put_json", put.megabytesPerSecond(), "MB/s");
        });
    }

    static void putOne(Run run) throws IOException {
        run.withServer("put-one", Map.of(), server -> {
            server.createStream("put", SHARDS);
            Throughput put = new PutOneLoad("put", ONE_PER_SECOND, ONE_CONNECTIONS, RECORD_BYTES)
                    .measure(server.callers(), run.window(), Marks.NONE);
            run.figures().print("put_one_per_second", put.recordsPerSecond(), "records/s");
            run.figures().print("put_one_p50_ms", put.latencyMillis(0.50), "ms");
            run.figures().print("put_one_p99_ms", put.latencyMillis(0.99), "ms");
        });
    }

    static void putToGet(Run run) throws IOException {
        run.withServer("put-to-get", Map.of(), server -> {
            server.createStream("put", 1);
            Throughput seen =
                    new PutToGetLoad("put", SEEN_PER_SECOND, RECORD_BYTES).measure(server.callers(), run.window());
            run.figures().print("put_to_get_p50_ms", seen.latencyMillis(0.50), "ms");
            run.figures().print("put_to_get_p99_ms", seen.latencyMillis(0.99), "ms");
        });
    }
}
