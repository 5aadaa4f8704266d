package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.RESOURCE_IN_USE;

import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** The policies of what an ARN names, a stream or a consumer of one. */
final class PolicyOwners {
    private final StreamFinder finder;
    private final ConsumerFinder consumers;
    private final Streams streams;

    PolicyOwners(StreamFinder finder, ConsumerFinder consumers, Streams streams) {
        this.finder = finder;
        this.consumers = consumers;
        this.streams = streams;
    }

    /** @param consumer empty for the stream itself */
    private record Owner(Stream stream, String consumer) {}

    Optional<String> find(String arn, @Nullable String streamId) {
        Owner owner = owner(arn, streamId);
        return streams.policies().find(owner.stream(), owner.consumer());
    }

    /** @param policy empty to have none */
    void change(String arn, @Nullable String streamId, String policy) {
        Owner owner = owner(arn, streamId);
        StreamStatus status = finder.statusOf(owner.stream());
        if (status == StreamStatus.CREATING || status == StreamStatus.DELETING) {
            throw RESOURCE_IN_USE.because("Stream %s under account %s not ACTIVE, instead in state %s"
                    .formatted(owner.stream().name(), finder.account().id(), status));
        }
        try {
            streams.policies().change(owner.stream(), owner.consumer(), policy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Owner owner(String arn, @Nullable String streamId) {
        if (ConsumerFinder.isConsumer(arn)) {
            ConsumerFinder.Found found = consumers.find(ConsumerFinder.Reference.of(arn, streamId));
            return new Owner(found.stream(), KinesisAccess.key(found.consumer()));
        }
        return new Owner(finder.find(new StreamFinder.Reference(null, arn, streamId)), "");
    }
}
