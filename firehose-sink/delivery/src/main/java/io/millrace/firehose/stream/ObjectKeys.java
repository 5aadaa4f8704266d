package io.millrace.firehose.stream;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * Names objects {@code <prefix><delivery stream>-<version>-yyyy-MM-dd-HH-mm-ss-<uuid><extension>}. Source: AWS's "Amazon S3
 * object name format".
 *
 * @param errorPrefix for records that cannot be delivered
 * @param zone of the dates
 * @param extension of delivered objects; empty or with its dot
 */
public record ObjectKeys(
        String deliveryStream, PrefixTemplate prefix, PrefixTemplate errorPrefix, ZoneId zone, String extension) {
    /** A delivery stream cannot be changed yet. */
    private static final String VERSION = "1";

    private static final PrefixTemplate USUAL_DATES = new PrefixTemplate("!{timestamp:yyyy/MM/dd/HH/}");
    private static final DateTimeFormatter NAME_DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss", Locale.ROOT);

    public ObjectKeys {
        if (prefix.namesErrorType()) {
            throw new IllegalArgumentException("Prefix cannot contain !{firehose:error-output-type}");
        }
        if (prefix.hasExpressions() && errorPrefix.text().isEmpty()) {
            throw new IllegalArgumentException("ErrorOutputPrefix cannot be null when Prefix contains expressions");
        }
        if (errorPrefix.hasExpressions() && !errorPrefix.namesErrorType()) {
            throw new IllegalArgumentException(
                    "ErrorOutputPrefix with expressions must contain at least one instance of "
                            + "!{firehose:error-output-type}");
        }
    }

    /** The key of what a delivery stores. */
    public String delivered(Intent intent) {
        String begin = evaluate(prefix, intent, Optional.empty());
        return (prefix.hasExpressions() ? begin : begin + evaluate(USUAL_DATES, intent, Optional.empty()))
                + name(intent)
                + extension;
    }

    /**
     * The key of what a delivery could not store.
     *
     * @param type such as {@code iceberg-failed}
     */
    public String rejected(Intent intent, String type, String bodyExtension) {
        if (errorPrefix.hasExpressions()) {
            return evaluate(errorPrefix, intent, Optional.of(type)) + name(intent) + bodyExtension;
        }
        String begin = errorPrefix.text().isEmpty() ? prefix.text() : errorPrefix.text();
        return begin + type + "/" + evaluate(USUAL_DATES, intent, Optional.empty()) + name(intent) + bodyExtension;
    }

    private String evaluate(PrefixTemplate template, Intent intent, Optional<String> type) {
        return template.evaluate(intent.oldestArrival(), zone, intent.id(), type);
    }

    private String name(Intent intent) {
        return "%s-%s-%s-%s"
                .formatted(
                        deliveryStream, VERSION, NAME_DATE.withZone(zone).format(intent.oldestArrival()), intent.id());
    }
}
