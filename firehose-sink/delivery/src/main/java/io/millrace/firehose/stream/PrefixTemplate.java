package io.millrace.firehose.stream;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key's beginning with {@code !{namespace:value}} expressions in it. Source: AWS's "Custom prefixes for Amazon S3
 * objects".
 */
public record PrefixTemplate(String text) {
    private static final Pattern EXPRESSION = Pattern.compile("!\\{([^}:]*):?([^}]*)}");
    private static final String ERROR_TYPE = "error-output-type";
    private static final String RANDOM_STRING = "random-string";
    private static final int RANDOM_STRING_LENGTH = 11;
    private static final int RANDOM_RADIX = 36;

    public PrefixTemplate {
        EXPRESSION.matcher(text).results().forEach(PrefixTemplate::check);
    }

    public boolean hasExpressions() {
        return EXPRESSION.matcher(text).find();
    }

    public boolean namesErrorType() {
        return EXPRESSION
                .matcher(text)
                .results()
                .anyMatch(found -> found.group(2).equals(ERROR_TYPE));
    }

    /**
     * The prefix of one object.
     *
     * @param id of the delivery; the random string comes from it, so that a repeated delivery meets its first object
     */
    String evaluate(Instant oldestArrival, ZoneId zone, UUID id, Optional<String> errorType) {
        return EXPRESSION
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1).equals("timestamp")
                                ? formatter(found.group(2)).withZone(zone).format(oldestArrival)
                                : found.group(2).equals(ERROR_TYPE) ? errorType.orElse("") : randomString(id)));
    }

    private static void check(MatchResult expression) {
        String value = expression.group(2);
        boolean known = switch (expression.group(1)) {
            case "timestamp" -> formats(value);
            case "firehose" -> value.equals(ERROR_TYPE) || value.equals(RANDOM_STRING);
            default -> false;
        };
        if (!known) {
            throw new IllegalArgumentException("the expression %s is not supported".formatted(expression.group()));
        }
    }

    private static boolean formats(String pattern) {
        try {
            return !formatter(pattern)
                    .withZone(ZoneOffset.UTC)
                    .format(Instant.EPOCH)
                    .isEmpty();
        } catch (IllegalArgumentException | DateTimeException e) {
            return false;
        }
    }

    private static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
    }

    private static String randomString(UUID id) {
        String digits = Long.toUnsignedString(id.getLeastSignificantBits(), RANDOM_RADIX)
                + Long.toUnsignedString(id.getMostSignificantBits(), RANDOM_RADIX);
        return digits.substring(0, Math.min(RANDOM_STRING_LENGTH, digits.length()));
    }
}
