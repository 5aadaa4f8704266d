package io.millrace.storage;

/**
 * Where consecutive records of one shard stand on disk. A run is written and verified as a whole.
 *
 * @param position of the run's first byte in its segment
 * @param bytes of the whole run
 */
record Run(long shard, Span span, Segment segment, long position, int bytes) {
    /** The sequences and arrivals a run covers, both ends included; arrivals never fall within a shard. */
    record Span(long firstSequence, long lastSequence, long firstArrivalMillis, long lastArrivalMillis) {}
}
