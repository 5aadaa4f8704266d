package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.EXPIRED_NEXT_TOKEN;
import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.RESOURCE_IN_USE;

import io.millrace.frontdoor.Operation;
import io.millrace.server.operation.Tokens.Token;
import io.millrace.server.stream.Consumer;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.kinesis.model.ListStreamConsumersRequest;
import software.amazon.awssdk.services.kinesis.model.ListStreamConsumersResponse;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** Lists a stream's consumers by name, page by page. */
final class ListStreamConsumers implements Operation<ListStreamConsumersRequest, ListStreamConsumersResponse> {
    private static final int CONSUMERS_DEFAULT = 100;

    private final StreamFinder finder;
    private final ConsumerFinder consumers;
    private final Streams streams;
    private final Tokens tokens;

    ListStreamConsumers(StreamFinder finder, ConsumerFinder consumers, Streams streams, Tokens tokens) {
        this.finder = finder;
        this.consumers = consumers;
        this.streams = streams;
        this.tokens = tokens;
    }

    @Override
    public Class<ListStreamConsumersRequest> inputType() {
        return ListStreamConsumersRequest.class;
    }

    @Override
    public ListStreamConsumersResponse handle(ListStreamConsumersRequest input) {
        StreamFinder.Reference reference = new StreamFinder.Reference(null, input.streamARN(), input.streamId());
        Stream stream = finder.find(reference);
        StreamStatus status = finder.statusOf(stream);
        if (status == StreamStatus.CREATING || status == StreamStatus.DELETING) {
            throw RESOURCE_IN_USE.because("Stream %s under account %s not ACTIVE, instead in state %s"
                    .formatted(stream.name(), finder.account().id(), status));
        }
        String after = after(input, reference, stream);
        List<Consumer> rest = consumers.consumers().of(stream).stream()
                .filter(consumer -> consumer.name().compareTo(after) > 0)
                .toList();
        int limit = input.maxResults() == null ? CONSUMERS_DEFAULT : input.maxResults();
        List<Consumer> page = rest.subList(0, Math.min(limit, rest.size()));
        ListStreamConsumersResponse.Builder output = ListStreamConsumersResponse.builder()
                .consumers(page.stream()
                        .map(consumer -> WireConsumers.of(consumers, stream, consumer))
                        .toList());
        if (page.size() < rest.size()) {
            output.nextToken(tokens.seal(new Token(
                    Tokens.Kind.CONSUMER_PAGE,
                    streams.now(),
                    stream.life().created().toEpochMilli(),
                    0,
                    stream.name().value(),
                    page.getLast().name())));
        }
        return output.build();
    }

    /** The name after which the page begins. */
    private String after(ListStreamConsumersRequest input, StreamFinder.Reference reference, Stream stream) {
        Instant created = input.streamCreationTimestamp();
        if (input.nextToken() == null) {
            // Clients send whole seconds.
            if (created != null
                    && created.getEpochSecond() != stream.life().created().getEpochSecond()) {
                throw finder.notFound(finder.nameIn(reference));
            }
            return "";
        }
        if (created != null) {
            throw INVALID_ARGUMENT.because("NextToken and StreamCreationTimestamp cannot be provided together.");
        }
        Token token = tokens.open(Tokens.Kind.CONSUMER_PAGE, input.nextToken())
                .filter(opened -> opened.name().equals(stream.name().value()))
                .orElseThrow(() -> INVALID_ARGUMENT.because("Invalid NextToken."));
        if (Expiry.isOver(token.issued(), streams.now())) {
            throw EXPIRED_NEXT_TOKEN.because(Expiry.message("NextToken", token.issued(), streams.now()));
        }
        if (token.log() != stream.life().created().toEpochMilli()) {
            throw finder.notFound(token.name());
        }
        return token.note();
    }
}
