package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.RESOURCE_NOT_FOUND;

import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.ApiException;
import io.millrace.server.stream.Consumer;
import io.millrace.server.stream.Consumers;
import io.millrace.server.stream.Stream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the consumer that a request means by its ARN, or by its stream's ARN and its name; they must not contradict each other. */
final class ConsumerFinder {
    private static final Pattern ARN =
            Pattern.compile("(arn:[^:]*:kinesis:[^:]*:\\d{12}:stream/[a-zA-Z0-9_.-]{1,128})/consumer/"
                    + "([a-zA-Z0-9_.-]{1,128}):(\\d{1,18})");

    private final StreamFinder streams;
    private final Consumers consumers;

    ConsumerFinder(StreamFinder streams, Consumers consumers) {
        this.streams = streams;
        this.consumers = consumers;
    }

    /** How a request names its consumer; the SDK's request classes have null for what is absent. */
    record Reference(
            @Nullable String streamArn,
            @Nullable String name,
            @Nullable String arn,
            @Nullable String streamId) {
        static Reference of(String consumerArn, @Nullable String streamId) {
            return new Reference(null, null, consumerArn, streamId);
        }
    }

    /** A consumer and its stream. */
    record Found(Stream stream, Consumer consumer) {}

    /** Whether a resource's ARN is a consumer's rather than a stream's. */
    static boolean isConsumer(String resourceArn) {
        return ARN.matcher(resourceArn).matches();
    }

    Found find(Reference reference) {
        if (reference.arn() != null) {
            return findByArn(reference, reference.arn());
        }
        if (reference.streamArn() == null || reference.name() == null) {
            throw INVALID_ARGUMENT.because("Either ConsumerARN, or both StreamARN and ConsumerName must be provided.");
        }
        String name = reference.name();
        Stream stream = streams.find(new StreamFinder.Reference(null, reference.streamArn(), reference.streamId()));
        return consumers
                .find(stream, name)
                .map(consumer -> new Found(stream, consumer))
                .orElseThrow(() -> notFound(stream.name().value(), name));
    }

    private Found findByArn(Reference reference, String arn) {
        Matcher matcher = ARN.matcher(arn);
        if (!matcher.matches()) {
            throw INVALID_ARGUMENT.because("ConsumerARN %s is not the ARN of a consumer.".formatted(arn));
        }
        String streamArn = matcher.group(1);
        String name = matcher.group(2);
        if (reference.streamArn() != null && !reference.streamArn().equals(streamArn)) {
            throw INVALID_ARGUMENT.because(
                    "ConsumerARN %s is not the ARN of a consumer of %s.".formatted(arn, reference.streamArn()));
        }
        if (reference.name() != null && !reference.name().equals(name)) {
            throw INVALID_ARGUMENT.because(
                    "ConsumerARN %s is not the ARN of consumer %s.".formatted(arn, reference.name()));
        }
        long created = Long.parseLong(matcher.group(3));
        Stream stream = streams.find(new StreamFinder.Reference(null, streamArn, reference.streamId()));
        Optional<Consumer> found = consumers
                .find(stream, name)
                .filter(consumer -> consumer.created().getEpochSecond() == created);
        return new Found(stream, found.orElseThrow(() -> notFound(stream.name().value(), name)));
    }

    String arn(Stream stream, Consumer consumer) {
        return "%s/consumer/%s:%d"
                .formatted(
                        streams.arn(stream), consumer.name(), consumer.created().getEpochSecond());
    }

    ApiException notFound(Found gone) {
        return notFound(gone.stream().name().value(), gone.consumer().name());
    }

    private ApiException notFound(String stream, String name) {
        return RESOURCE_NOT_FOUND.because("Consumer %s under stream %s under account %s not found."
                .formatted(name, stream, streams.account().id()));
    }

    Account account() {
        return streams.account();
    }

    Consumers consumers() {
        return consumers;
    }
}
