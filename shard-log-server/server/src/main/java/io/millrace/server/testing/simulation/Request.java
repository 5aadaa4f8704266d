package io.millrace.server.testing.simulation;

import io.millrace.server.write.Outcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Records that a caller wants appended together, and what it is told of them. */
record Request(List<Draft> drafts, CompletableFuture<Outcome> outcome) {
    Request {
        drafts = List.copyOf(drafts);
    }
}
