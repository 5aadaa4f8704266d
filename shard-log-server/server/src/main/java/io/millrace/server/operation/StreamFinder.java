package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.RESOURCE_NOT_FOUND;

import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.ApiException;
import io.millrace.model.StreamName;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** Finds the stream that a request means by name, ARN or id; they must not contradict each other. */
final class StreamFinder {
    private static final Pattern ARN =
            Pattern.compile("arn:[^:]*:kinesis:([^:]*):(\\d{12}):stream/([a-zA-Z0-9_.-]{1,128})");

    private final Account account;
    private final Streams streams;

    StreamFinder(Account account, Streams streams) {
        this.account = account;
        this.streams = streams;
    }

    /** How a request names its stream; the SDK's request classes have null for what is absent. */
    record Reference(
            @Nullable String name,
            @Nullable String arn,
            @Nullable String id) {}

    Account account() {
        return account;
    }

    Stream find(Reference reference) {
        return ifPresent(reference).orElseThrow(() -> notFound(nameIn(reference)));
    }

    /** Finds a stream that takes records. */
    Stream findWritable(Reference reference) {
        Stream stream = find(reference);
        return switch (streams.statusOf(stream)) {
            case ACTIVE, UPDATING -> stream;
            case CREATING, DELETING, UNKNOWN_TO_SDK_VERSION ->
                throw notFound(stream.name().value());
        };
    }

    /** Empty if there is none of that name; throws if the reference itself is wrong. */
    Optional<Stream> ifPresent(Reference reference) {
        Optional<String> name = name(reference);
        if (reference.id() == null) {
            return streams.find(new StreamName(name.orElseThrow(
                    () -> INVALID_ARGUMENT.because("Either StreamName or StreamARN must be provided."))));
        }
        Optional<Stream> stream = streams.find(reference.id());
        if (stream.isPresent()
                && name.isPresent()
                && !stream.get().name().value().equals(name.get())) {
            throw INVALID_ARGUMENT.because(
                    "StreamId %s is not the id of stream %s.".formatted(reference.id(), name.get()));
        }
        return stream;
    }

    /** What the caller calls the stream, for messages. */
    String nameIn(Reference reference) {
        return name(reference).orElse(String.valueOf(reference.id()));
    }

    ApiException notFound(String name) {
        return RESOURCE_NOT_FOUND.because("Stream %s under account %s not found.".formatted(name, account.id()));
    }

    String arn(Stream stream) {
        return account.arn("kinesis", "stream/" + stream.name());
    }

    /** Whether a stream's creation has ended, with which its shards come to be. */
    boolean hasShards(Stream stream) {
        return !streams.now().isBefore(stream.life().active());
    }

    /** The state of a stream, for messages. */
    StreamStatus statusOf(Stream stream) {
        return streams.statusOf(stream);
    }

    private Optional<String> name(Reference reference) {
        if (reference.arn() == null) {
            return Optional.ofNullable(reference.name());
        }
        Matcher matcher = ARN.matcher(reference.arn());
        if (!matcher.matches()) {
            throw INVALID_ARGUMENT.because("StreamARN %s is not the ARN of a stream.".formatted(reference.arn()));
        }
        String name = matcher.group(3);
        if (reference.name() != null && !reference.name().equals(name)) {
            throw INVALID_ARGUMENT.because(
                    "StreamARN %s is not the ARN of stream %s.".formatted(reference.arn(), reference.name()));
        }
        if (!matcher.group(1).equals(account.region()) || !matcher.group(2).equals(account.id())) {
            throw RESOURCE_NOT_FOUND.because("Stream %s under account %s not found.".formatted(name, matcher.group(2)));
        }
        return Optional.of(name);
    }
}
