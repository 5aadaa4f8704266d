package io.millrace.server.write;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A time in which the log takes no records. It is said when it begins and when it is over, however many commits fail in
 * between. Used by the loop's thread.
 */
final class Outage {
    private static final Logger logger = LoggerFactory.getLogger(WriterLoop.class);

    private final InstantSource clock;
    private @Nullable Instant since;
    private boolean saidNotToOpen;
    private long refused;

    Outage(InstantSource clock) {
        this.clock = clock;
    }

    /** A commit has failed. */
    void failed(int requests, Exception cause) {
        if (since == null) {
            logger.error(
                    "A commit of {} requests failed; requests are refused, and the log is recovered, until one succeeds",
                    requests,
                    cause);
        } else {
            logger.debug("Another commit of {} requests failed", requests, cause);
        }
        begin();
    }

    /** The log does not open. */
    void closed(long nextAttemptMillis, Exception cause) {
        if (saidNotToOpen) {
            logger.debug("The log does not open; next attempt in {} ms", nextAttemptMillis, cause);
        } else {
            logger.error("The log does not open; it is tried again, next in {} ms", nextAttemptMillis, cause);
        }
        saidNotToOpen = true;
        begin();
    }

    /** A request was refused because of it. */
    void refused() {
        refused++;
    }

    /** A commit has succeeded. */
    void over() {
        if (since == null) {
            return;
        }
        logger.warn(
                "The log takes records again; {} requests were refused since {}, {} s ago",
                refused,
                since,
                Duration.between(since, clock.instant()).toSeconds());
        since = null;
        saidNotToOpen = false;
        refused = 0;
    }

    private void begin() {
        if (since == null) {
            since = clock.instant();
            refused = 0;
        }
    }
}
