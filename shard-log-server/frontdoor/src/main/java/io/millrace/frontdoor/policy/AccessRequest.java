package io.millrace.frontdoor.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a caller wants to do.
 *
 * @param action such as {@code kinesis:PutRecord}
 * @param resource its ARN, {@code *} if there is none
 * @param keys condition keys, in any case, with their values
 */
public record AccessRequest(Caller caller, String action, String resource, Map<String, List<String>> keys) {
    public AccessRequest {
        Map<String, List<String>> anyCase = new TreeMap<>();
        keys.forEach((key, values) -> anyCase.put(key.toLowerCase(Locale.ROOT), List.copyOf(values)));
        keys = Map.copyOf(anyCase);
    }

    /** The values of a condition key; empty if the request has none. */
    Optional<List<String>> values(String key) {
        return Optional.ofNullable(keys.get(key.toLowerCase(Locale.ROOT)));
    }
}
