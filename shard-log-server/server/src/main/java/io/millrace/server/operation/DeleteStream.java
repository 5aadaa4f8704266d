package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.RESOURCE_IN_USE;

import io.millrace.frontdoor.Operation;
import io.millrace.server.metric.KinesisMeters;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import java.io.IOException;
import java.io.UncheckedIOException;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamResponse;

/** Deletes a stream with its shards and records. */
final class DeleteStream implements Operation<DeleteStreamRequest, DeleteStreamResponse> {
    private final StreamFinder finder;
    private final Streams streams;
    private final KinesisMeters meters;

    DeleteStream(StreamFinder finder, Streams streams, KinesisMeters meters) {
        this.finder = finder;
        this.streams = streams;
        this.meters = meters;
    }

    @Override
    public Class<DeleteStreamRequest> inputType() {
        return DeleteStreamRequest.class;
    }

    @Override
    public DeleteStreamResponse handle(DeleteStreamRequest input) {
        Stream stream =
                finder.find(new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId()));
        try {
            if (Boolean.TRUE.equals(input.enforceConsumerDeletion())) {
                streams.delete(stream);
            } else if (!streams.consumers().deleteUnused(stream)) {
                throw RESOURCE_IN_USE.because(
                        ("Stream %s under account %s has registered consumers. Deregister them, or delete the stream "
                                        + "with EnforceConsumerDeletion.")
                                .formatted(stream.name(), finder.account().id()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        meters.forget(stream);
        return DeleteStreamResponse.builder().build();
    }
}
