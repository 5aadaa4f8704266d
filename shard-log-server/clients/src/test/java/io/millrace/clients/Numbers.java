package io.millrace.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Numbered records as an application takes them: at least once, so each counts when it first comes. Any thread. */
final class Numbers {
    // Guarded by this.
    private final Map<String, List<Integer>> byKey = new HashMap<>();
    private final Set<String> seen = new HashSet<>();

    /** @param identity what tells the record from every other, such as its sequence number */
    synchronized void take(String key, int number, String identity) {
        if (seen.add(identity)) {
            byKey.computeIfAbsent(key, absent -> new ArrayList<>()).add(number);
        }
    }

    synchronized int count() {
        return seen.size();
    }

    /** Each key's numbers are those from 0, each once and in order. */
    synchronized void assertComplete(int keys, int perKey) {
        assertThat(byKey).hasSize(keys);
        byKey.forEach((key, numbers) -> assertThat(numbers)
                .as(key)
                .isEqualTo(IntStream.range(0, perKey).boxed().toList()));
    }
}
