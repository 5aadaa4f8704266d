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

    /**
     * A stream that somebody wants.
     *
     * @param warmMiBps of writes it holds ready, in MiB/s; 0 if that was not asked for
     */
    record Wish(
            StreamName name, StreamMode mode, int shards, int maxRecordBytes, Map<String, String> tags, int warmMiBps) {
        public Wish(StreamName name, StreamMode mode, int shards, int maxRecordBytes, Map<String, String> tags) {
            this(name, mode, shards, maxRecordBytes, tags, 0);
        }

        public Wish {
            if (shards < 1) {
                throw new IllegalArgumentException("a stream of %d shards".formatted(shards));
            }
            tags = Map.copyOf(tags);
        }
    }
}
