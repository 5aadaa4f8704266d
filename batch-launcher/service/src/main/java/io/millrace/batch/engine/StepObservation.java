package io.millrace.batch.engine;

import io.millrace.batch.step.Failure;

/** What became of a step. */
public sealed interface StepObservation {
    /** It was never begun, so it may be submitted. */
    record NotSubmitted() implements StepObservation {}

    record Running() implements StepObservation {}

    record Completed() implements StepObservation {}

    record Failed(Failure failure) implements StepObservation {}
}
