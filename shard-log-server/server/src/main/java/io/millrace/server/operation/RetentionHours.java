package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;

import io.millrace.server.stream.Stream;
import java.time.Duration;

/** How long a stream may keep its records. */
final class RetentionHours {
    private static final int MIN = 24;
    private static final int MAX = 8_760;

    private RetentionHours() {}

    /** Throws if no stream may keep records so long, or so short. */
    private static Duration parse(int hours) {
        if (hours < MIN) {
            throw INVALID_ARGUMENT.because(
                    "Minimum allowed retention period is %d hours. Requested retention period (%d hours) is too short."
                            .formatted(MIN, hours));
        }
        if (hours > MAX) {
            throw INVALID_ARGUMENT.because(
                    "Maximum allowed retention period is %d hours. Requested retention period (%d hours) is too long."
                            .formatted(MAX, hours));
        }
        return Duration.ofHours(hours);
    }

    /** The stream with a period no shorter than its own. */
    static Stream increased(Stream stream, int hours) {
        Duration wanted = parse(hours);
        if (wanted.compareTo(stream.properties().retention()) < 0) {
            throw INVALID_ARGUMENT.because(refusal(stream, hours, "shorter", "Decrease"));
        }
        return stream.with(stream.properties().withRetention(wanted));
    }

    /** The stream with a period no longer than its own. */
    static Stream decreased(Stream stream, int hours) {
        Duration wanted = parse(hours);
        if (wanted.compareTo(stream.properties().retention()) > 0) {
            throw INVALID_ARGUMENT.because(refusal(stream, hours, "longer", "Increase"));
        }
        return stream.with(stream.properties().withRetention(wanted));
    }

    private static String refusal(Stream stream, int hours, String how, String instead) {
        return ("Requested retention period (%d hours) for stream %s can not be %s than existing retention period "
                        + "(%d hours). Use %sRetentionPeriod API.")
                .formatted(
                        hours,
                        stream.name(),
                        how,
                        stream.properties().retention().toHours(),
                        instead);
    }
}
