package io.millrace.catalog.glue;

import static io.millrace.catalog.glue.GlueError.INVALID_INPUT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list that is sorted by name. The token names the last item given, so that a list that changes meanwhile
 * repeats nothing.
 */
record Page<T>(List<T> items, @Nullable String nextToken) {
    private static final int SIZE_MAX = 100;

    static <T> Page<T> of(
            List<T> sorted, Function<T, String> key, @Nullable String token, @Nullable Integer requestedSize) {
        String after = token == null || token.isEmpty() ? null : decode(token);
        int size = requestedSize == null ? SIZE_MAX : Math.min(requestedSize, SIZE_MAX);
        List<T> rest = after == null
                ? sorted
                : sorted.stream()
                        .filter(item -> key.apply(item).compareTo(after) > 0)
                        .toList();
        if (rest.size() <= size) {
            return new Page<>(rest, null);
        }
        List<T> items = rest.subList(0, size);
        String last = key.apply(items.getLast());
        return new Page<>(items, Base64.getUrlEncoder().encodeToString(last.getBytes(UTF_8)));
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), UTF_8);
        } catch (IllegalArgumentException e) {
            throw INVALID_INPUT.because("Invalid NextToken");
        }
    }
}
