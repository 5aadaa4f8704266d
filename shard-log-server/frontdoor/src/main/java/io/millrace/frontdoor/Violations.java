package io.millrace.frontdoor;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with one request. */
final class Violations {
    /** Where AWS stops. */
    private static final int REPORTED_MAX = 10;

    private final List<String> found = new ArrayList<>();

    boolean full() {
        return found.size() >= REPORTED_MAX;
    }

    boolean any() {
        return !found.isEmpty();
    }

    /** @param value as AWS shows it, quotes included; empty if it does not */
    void add(String value, String path, String phrase) {
        if (!full()) {
            String shown = value.isEmpty() ? "" : value + " ";
            found.add("Value %sat '%s' failed to satisfy constraint: %s".formatted(shown, path, phrase));
        }
    }

    void throwIfAny() {
        if (any()) {
            String noun = found.size() == 1 ? "error" : "errors";
            throw CommonError.VALIDATION.because(
                    "%d validation %s detected: %s".formatted(found.size(), noun, String.join("; ", found)));
        }
    }
}
