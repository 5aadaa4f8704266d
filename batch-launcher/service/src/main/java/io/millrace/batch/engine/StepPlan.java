package io.millrace.batch.engine;

import io.millrace.batch.step.StepCommand;

/** What to run, for which step of which cluster. The step id is the token that keeps it from being run twice. */
public record StepPlan(String clusterId, String stepId, StepCommand command) {}
