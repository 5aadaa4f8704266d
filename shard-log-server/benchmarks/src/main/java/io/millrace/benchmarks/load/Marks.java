package io.millrace.benchmarks.load;

/** What is done at the two ends of a measured window, to see what it cost. */
public record Marks(Runnable atBegin, Runnable atEnd) {
    public static final Marks NONE = new Marks(() -> {}, () -> {});
}
