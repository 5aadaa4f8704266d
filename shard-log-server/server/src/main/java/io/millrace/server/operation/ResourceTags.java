package io.millrace.server.operation;

import io.millrace.server.stream.Stream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The tags of what an ARN names, a stream or a consumer of one. */
final class ResourceTags {
    private final StreamFinder streams;
    private final ConsumerFinder consumers;
    private final Updates updates;

    ResourceTags(StreamFinder streams, ConsumerFinder consumers, Updates updates) {
        this.streams = streams;
        this.consumers = consumers;
        this.updates = updates;
    }

    Map<String, String> find(String resourceArn, @Nullable String streamId) {
        if (ConsumerFinder.isConsumer(resourceArn)) {
            return consumers
                    .find(ConsumerFinder.Reference.of(resourceArn, streamId))
                    .consumer()
                    .tags();
        }
        return streams.find(new StreamFinder.Reference(null, resourceArn, streamId))
                .tags();
    }

    void change(String resourceArn, @Nullable String streamId, UnaryOperator<Map<String, String>> change) {
        if (!ConsumerFinder.isConsumer(resourceArn)) {
            updates.tag(
                    new StreamFinder.Reference(null, resourceArn, streamId),
                    (Stream stream) -> stream.tagged(change.apply(stream.tags())));
            return;
        }
        ConsumerFinder.Found found = consumers.find(ConsumerFinder.Reference.of(resourceArn, streamId));
        try {
            if (!consumers.consumers().tag(found.consumer(), change)) {
                throw consumers.notFound(found);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
