package io.millrace.benchmarks.load;

import java.time.Duration;

/** How long a load runs: first unmeasured, then measured. */
public record Window(Duration warmUp, Duration measured) {}
