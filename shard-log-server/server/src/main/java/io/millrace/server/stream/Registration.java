package io.millrace.server.stream;

import java.util.Map;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** What became of the wish for a consumer. */
public sealed interface Registration {
    record Registered(Consumer consumer) implements Registration {}

    record NameTaken() implements Registration {}

    record TooMany(int limit) implements Registration {}

    /** So many are CREATING at once. */
    record TooManyCreating(int limit) implements Registration {}

    /** The stream takes no consumers now. */
    record NotActive(StreamStatus status) implements Registration {}

    /** The stream is gone. */
    record Gone() implements Registration {}

    /**
     * A consumer that somebody wants.
     *
     * @param streamId of its stream
     * @param consumersMax how many the stream may have
     */
    record Wish(String streamId, String name, Map<String, String> tags, int consumersMax) {
        public Wish {
            tags = Map.copyOf(tags);
        }
    }
}
