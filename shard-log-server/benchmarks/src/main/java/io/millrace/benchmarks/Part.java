package io.millrace.benchmarks;

import java.io.IOException;

/** The parts of a run, in their order. */
enum Part {
    PUT,
    GET;

    /** Measures and prints. */
    void run(Run run) throws IOException {
        switch (this) {
            case PUT -> PutFigures.put(run);
            case GET -> GetFigures.get(run);
        }
    }
}
