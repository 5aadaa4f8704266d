package io.millrace.benchmarks;

import io.millrace.benchmarks.load.Marks;
import io.millrace.benchmarks.load.PutLoad;
import io.millrace.benchmarks.load.Streams;
import io.millrace.benchmarks.load.Throughput;
import io.millrace.benchmarks.process.Kinesalite;
import io.millrace.benchmarks.process.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Figures of kinesalite over a directory, which speaks the same API in JSON. */
final class KinesaliteFigures {
    private static final Duration CREATE_MAX = Duration.ofMinutes(1);
    /** It is one thread: more connections would only wait for it. */
    private static final int CONNECTIONS = 4;

    private KinesaliteFigures() {}

    static void measure(Run run) throws IOException {
        if (!Kinesalite.isPossible()) {
            run.figures().leaveOut("kinesalite_put", "node and npm are not on the path");
            return;
        }
        Path directory = run.scratch().directory("kinesalite");
        try (Kinesalite kinesalite =
                Kinesalite.start(run.scratch(), Run.HOME.resolve("target/kinesalite"), directory)) {
            Streams.create(kinesalite.callers().get(), "put", PutFigures.SHARDS, CREATE_MAX);
            Throughput put =
                    PutLoad.to("put", CONNECTIONS).inJson().measure(kinesalite.callers(), run.window(), Marks.NONE);
            run.figures().print("kinesalite_put", put.megabytesPerSecond(), "MB/s");
        }
        Scratch.delete(directory);
    }
}
