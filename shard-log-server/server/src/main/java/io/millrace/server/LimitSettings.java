package io.millrace.server;

import io.millrace.frontdoor.http.Limits;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The keys of {@link ServerConfig} that limit what callers may take up: bytes, numbers, and durations in ISO-8601 or milliseconds. */
final class LimitSettings {
    private LimitSettings() {}

    /** Every key with the value it has where it is absent. */
    static Map<String, String> defaults() {
        Limits limits = Limits.DEFAULT;
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("body-bytes-max", Integer.toString(limits.bodyBytes()));
        defaults.put("bodies-bytes", Long.toString(limits.bodiesBytes()));
        defaults.put("body-timeout", limits.bodyTimeout().toString());
        defaults.put("header-bytes-max", Integer.toString(limits.headerBytes()));
        defaults.put("nesting-max", Integer.toString(limits.nestingDepth()));
        defaults.put("connections-max", Integer.toString(limits.connections()));
        defaults.put("streams-per-connection-max", Integer.toString(limits.streamsPerConnection()));
        defaults.put("request-timeout", limits.requestTimeout().toString());
        defaults.put("idle-timeout", limits.idleTimeout().toString());
        defaults.put("drain-timeout", limits.drainTimeout().toString());
        return defaults;
    }

    /** Takes the keys out of the map, each of which has a value; throws {@link IllegalArgumentException} in one line for a wrong one. */
    static Limits take(Map<String, String> values) {
        return new Limits(
                take(values, "body-bytes-max", Integer::valueOf),
                take(values, "bodies-bytes", Long::valueOf),
                take(values, "body-timeout", LimitSettings::duration),
                take(values, "header-bytes-max", Integer::valueOf),
                take(values, "nesting-max", Integer::valueOf),
                take(values, "connections-max", Integer::valueOf),
                take(values, "streams-per-connection-max", Integer::valueOf),
                take(values, "request-timeout", LimitSettings::duration),
                take(values, "idle-timeout", LimitSettings::duration),
                take(values, "drain-timeout", LimitSettings::duration));
    }

    private static <T> T take(Map<String, String> values, String key, Function<String, T> reader) {
        String value = values.remove(key);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("configuration key without a value: " + key);
        }
        return read(key, value, reader);
    }

    /** In ISO-8601 or milliseconds; throws {@link IllegalArgumentException} in one line for another value. */
    static Duration duration(String key, String value) {
        return read(key, value, LimitSettings::duration);
    }

    private static <T> T read(String key, String value, Function<String, T> reader) {
        try {
            return reader.apply(value);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new IllegalArgumentException("%s cannot be %s".formatted(key, value), e);
        }
    }

    private static Duration duration(String value) {
        return value.startsWith("P") ? Duration.parse(value) : Duration.ofMillis(Long.parseLong(value));
    }
}
