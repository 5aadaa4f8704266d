package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.kinesis.model.Tag;

/** Tags of a stream or a consumer: which may be there, and how answers show them. */
final class Tags {
    private static final int MAX = 50;
    private static final Pattern VALID = Pattern.compile("[\\p{L}\\p{N}\\p{Z}_.:/=+\\-@%]*");

    /** Begins keys that AWS alone gives, in any case. */
    private static final String RESERVED = "aws:";

    private Tags() {}

    /** Those of a stream and others, which win; throws if they are too many or not as tags may be. */
    static Map<String, String> merged(Map<String, String> present, Map<String, String> added) {
        added.forEach((key, value) -> {
            checkCharacters(key);
            checkCharacters(value);
            if (key.regionMatches(true, 0, RESERVED, 0, RESERVED.length())) {
                throw INVALID_ARGUMENT.because(
                        "Tag keys that begin with %s are reserved: %s.".formatted(RESERVED, key));
            }
        });
        Map<String, String> all = new TreeMap<>(present);
        all.putAll(added);
        if (all.size() > MAX) {
            throw INVALID_ARGUMENT.because("A stream has at most %d tags.".formatted(MAX));
        }
        return all;
    }

    static Map<String, String> without(Map<String, String> present, List<String> keys) {
        keys.forEach(Tags::checkCharacters);
        Map<String, String> rest = new TreeMap<>(present);
        keys.forEach(rest::remove);
        return rest;
    }

    private static void checkCharacters(String text) {
        if (!VALID.matcher(text).matches()) {
            throw INVALID_ARGUMENT.because("Some tags contain invalid characters. Valid characters: "
                    + "Unicode letters, digits, white space, _ . / = + - % @ :.");
        }
    }

    /** In order of their keys. */
    static List<Tag> of(Map<String, String> tags) {
        return new TreeMap<>(tags)
                .entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList();
    }
}
