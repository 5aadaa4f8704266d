package io.millrace.flink.table;

import io.millrace.flink.source.split.StartPosition;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;

/** Reads the start position from a table's options. */
final class StartOptions {
    private static final BigDecimal MILLIS_PER_SECOND = BigDecimal.valueOf(1000);

    private StartOptions() {}

    static StartPosition read(ReadableConfig options) {
        return switch (options.get(MillraceOptions.INIT_POSITION)) {
            case TRIM_HORIZON -> new StartPosition.TrimHorizon();
            case LATEST -> new StartPosition.Latest();
            case AT_TIMESTAMP -> new StartPosition.AtTimestamp(timestamp(options));
        };
    }

    private static Instant timestamp(ReadableConfig options) {
        String text = options.getOptional(MillraceOptions.INIT_TIMESTAMP)
                .orElseThrow(() -> new ValidationException("'%s' = 'AT_TIMESTAMP' needs '%s'"
                        .formatted(MillraceOptions.INIT_POSITION.key(), MillraceOptions.INIT_TIMESTAMP.key())));
        String pattern =
                options.getOptional(MillraceOptions.INIT_TIMESTAMP_FORMAT).orElse("");
        try {
            if (!pattern.isEmpty()) {
                return ZonedDateTime.parse(text, DateTimeFormatter.ofPattern(pattern))
                        .toInstant();
            }
            return text.contains("T") ? OffsetDateTime.parse(text).toInstant() : ofEpochSeconds(text);
        } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
            throw new ValidationException(
                    "'%s' cannot be read: %s".formatted(MillraceOptions.INIT_TIMESTAMP.key(), text), e);
        }
    }

    private static Instant ofEpochSeconds(String text) {
        return Instant.ofEpochMilli(
                new BigDecimal(text).multiply(MILLIS_PER_SECOND).longValueExact());
    }
}
