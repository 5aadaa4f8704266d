package io.millrace.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** Makes streams to load. */
public final class Streams {
    private static final Pattern ACTIVE = Pattern.compile("\"StreamStatus\"\\s*:\\s*\"ACTIVE\"");
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private Streams() {}

    /** Creates a stream and waits until it is active. */
    public static void create(Caller caller, String name, int shards, Duration max) throws IOException {
        caller.call("CreateStream", "{\"StreamName\":\"%s\",\"ShardCount\":%d}".formatted(name, shards));
        long began = System.nanoTime();
        String describe = "{\"StreamName\":\"%s\"}".formatted(name);
        while (!ACTIVE.matcher(caller.call("DescribeStreamSummary", describe)).find()) {
            if (System.nanoTime() - began > max.toNanos()) {
                throw new IOException("stream %s is not active after %s".formatted(name, max));
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }
}
