package io.millrace.server.stream;

import io.millrace.server.stream.StreamEvent.PolicyChanged;
import java.io.IOException;
import java.util.Optional;

/**
 * The policies that streams and consumers have, as texts. They go with their stream. A change is durable before anybody
 * sees it.
 */
public final class ResourcePolicies {
    private final Streams streams;
    private final StreamLog log;

    ResourcePolicies(Streams streams, StreamLog log) {
        this.streams = streams;
        this.log = log;
    }

    /** Whether there is any. */
    public boolean exist() {
        return !log.table().policies().isEmpty();
    }

    /**
     * The policy of a stream, or of one of its consumers.
     *
     * @param consumer its name, a colon and the second in which it was registered, so that a later one of its name has
     *     none of its policies; empty for the stream's own policy
     */
    public Optional<String> find(Stream stream, String consumer) {
        return log.table().policies().find(stream.id(), consumer);
    }

    /**
     * Replaces a policy.
     *
     * @param consumer as of {@link #find}
     * @param policy empty to have none
     */
    public void change(Stream stream, String consumer, String policy) throws IOException {
        streams.change(() -> {
            if (streams.find(stream.id()).isPresent()
                    && !find(stream, consumer).orElse("").equals(policy)) {
                log.remember(new PolicyChanged(stream.id(), consumer, policy));
            }
            return policy;
        });
    }
}
