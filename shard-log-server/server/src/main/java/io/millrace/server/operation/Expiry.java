package io.millrace.server.operation;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How long iterators and page tokens are good, and what their caller hears afterwards. */
final class Expiry {
    static final Duration LIFE = Duration.ofMinutes(5);

    private static final DateTimeFormatter AWS_TIME = DateTimeFormatter.ofPattern(
                    "EEE MMM dd HH:mm:ss 'UTC' yyyy", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Expiry() {}

    static boolean isOver(Instant issued, Instant now) {
        return now.isAfter(issued.plus(LIFE));
    }

    static String message(String what, Instant issued, Instant now) {
        return ("%1$s expired. The %2$s was created at time %3$s while right now it is %4$s "
                        + "which is further in the future than the tolerated delay of %5$d milliseconds.")
                .formatted(
                        what,
                        what.equals("Iterator") ? "iterator" : what,
                        AWS_TIME.format(issued),
                        AWS_TIME.format(now),
                        LIFE.toMillis());
    }
}
