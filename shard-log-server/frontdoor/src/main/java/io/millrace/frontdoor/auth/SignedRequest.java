package io.millrace.frontdoor.auth;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as far as a signature covers it.
 *
 * @param path as sent, percent signs and all
 * @param query as sent, without the question mark; empty if there is none
 * @param headers by lower-case name, {@code host} among them, values in the order sent
 * @param body not copied, not changed; read through duplicates
 */
public record SignedRequest(
        String method, String path, String query, Map<String, List<String>> headers, ByteBuffer body) {
    Optional<String> header(String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }
}
