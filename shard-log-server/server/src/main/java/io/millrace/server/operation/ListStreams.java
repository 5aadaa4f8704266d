package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.EXPIRED_NEXT_TOKEN;
import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;

import io.millrace.frontdoor.Operation;
import io.millrace.model.StreamName;
import io.millrace.server.operation.Tokens.Token;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.ListStreamsRequest;
import software.amazon.awssdk.services.kinesis.model.ListStreamsResponse;
import software.amazon.awssdk.services.kinesis.model.StreamSummary;

/** Lists the account's streams by name, page by page. */
final class ListStreams implements Operation<ListStreamsRequest, ListStreamsResponse> {
    private static final int STREAMS_DEFAULT = 100;

    private final StreamFinder finder;
    private final Streams streams;
    private final Tokens tokens;

    ListStreams(StreamFinder finder, Streams streams, Tokens tokens) {
        this.finder = finder;
        this.streams = streams;
        this.tokens = tokens;
    }

    @Override
    public Class<ListStreamsRequest> inputType() {
        return ListStreamsRequest.class;
    }

    @Override
    public ListStreamsResponse handle(ListStreamsRequest input) {
        int limit = input.limit() == null ? STREAMS_DEFAULT : input.limit();
        List<Stream> found = streams.list(after(input), limit + 1);
        List<Stream> page = found.subList(0, Math.min(limit, found.size()));
        ListStreamsResponse.Builder output = ListStreamsResponse.builder()
                .streamNames(page.stream().map(stream -> stream.name().value()).toList())
                .streamSummaries(page.stream().map(this::summary).toList())
                .hasMoreStreams(found.size() > page.size());
        if (found.size() > page.size()) {
            String last = page.getLast().name().value();
            output.nextToken(tokens.seal(new Token(Tokens.Kind.STREAM_PAGE, streams.now(), 0, 0, last, "")));
        }
        return output.build();
    }

    private Optional<StreamName> after(ListStreamsRequest input) {
        if (input.nextToken() == null) {
            return Optional.ofNullable(input.exclusiveStartStreamName()).map(StreamName::new);
        }
        if (input.exclusiveStartStreamName() != null) {
            throw INVALID_ARGUMENT.because("NextToken and ExclusiveStartStreamName cannot be provided together.");
        }
        Token token = tokens.open(Tokens.Kind.STREAM_PAGE, input.nextToken())
                .orElseThrow(() -> INVALID_ARGUMENT.because("Invalid NextToken."));
        if (Expiry.isOver(token.issued(), streams.now())) {
            throw EXPIRED_NEXT_TOKEN.because(Expiry.message("NextToken", token.issued(), streams.now()));
        }
        return Optional.of(new StreamName(token.name()));
    }

    private StreamSummary summary(Stream stream) {
        return StreamSummary.builder()
                .streamName(stream.name().value())
                .streamARN(finder.arn(stream))
                .streamStatus(finder.statusOf(stream))
                .streamModeDetails(mode -> mode.streamMode(stream.properties().mode()))
                .streamCreationTimestamp(stream.life().created())
                .build();
    }
}
