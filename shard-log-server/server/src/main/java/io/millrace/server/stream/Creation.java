package io.millrace.server.stream;

import io.millrace.model.StreamName;
import java.util.Map;
import software.amazon.awssdk.services.kinesis.model.StreamMode;

/** What became of the wish for a stream. */
public sealed interface Creation {
    record Created(Stream stream) implements Creation {}

    record NameTaken() implements Creation {}

    record TooManyShards(int current, int limit) implements Creation {}

    record TooManyOnDemandStreams(int limit) implements Creation {}

    /** A stream that somebody wants. */
    record Wish(StreamName name, StreamMode mode, int shards, int maxRecordBytes, Map<String, String> tags) {
        public Wish {
            if (shards < 1) {
                throw new IllegalArgumentException("a stream of %d shards".formatted(shards));
            }
            tags = Map.copyOf(tags);
        }
    }
}
