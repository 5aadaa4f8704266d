package io.millrace.server.stream;

import io.millrace.server.stream.StreamEvent.PolicyChanged;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The policies that streams and consumers have, by stream. Events are applied by one thread; any thread may look. */
final class PolicyTable {
    private final Map<String, Map<String, String>> byStream = new ConcurrentHashMap<>();

    /** @param consumer empty for the stream's own */
    Optional<String> find(String streamId, String consumer) {
        return Optional.ofNullable(byStream.getOrDefault(streamId, Map.of()).get(consumer));
    }

    boolean isEmpty() {
        return byStream.isEmpty();
    }

    List<PolicyChanged> state(String streamId) {
        return byStream.getOrDefault(streamId, Map.of()).entrySet().stream()
                .map(policy -> new PolicyChanged(streamId, policy.getKey(), policy.getValue()))
                .toList();
    }

    void apply(PolicyChanged changed) {
        byStream.compute(changed.streamId(), (id, before) -> {
            Map<String, String> policies = before == null ? new ConcurrentHashMap<>() : before;
            if (changed.policy().isEmpty()) {
                policies.remove(changed.consumer());
            } else {
                policies.put(changed.consumer(), changed.policy());
            }
            return policies.isEmpty() ? null : policies;
        });
    }

    /** Of a consumer, whenever it was registered. */
    void forget(String streamId, String name) {
        byStream.computeIfPresent(streamId, (id, policies) -> {
            policies.keySet().removeIf(consumer -> consumer.startsWith(name + ":"));
            return policies.isEmpty() ? null : policies;
        });
    }

    void forget(String streamId) {
        byStream.remove(streamId);
    }
}
