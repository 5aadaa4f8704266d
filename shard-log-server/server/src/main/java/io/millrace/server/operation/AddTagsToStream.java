package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamRequest;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamResponse;

/** Adds tags to a stream, or gives those it has other values. */
final class AddTagsToStream implements Operation<AddTagsToStreamRequest, AddTagsToStreamResponse> {
    private final Updates updates;

    AddTagsToStream(Updates updates) {
        this.updates = updates;
    }

    @Override
    public Class<AddTagsToStreamRequest> inputType() {
        return AddTagsToStreamRequest.class;
    }

    @Override
    public AddTagsToStreamResponse handle(AddTagsToStreamRequest input) {
        updates.tag(
                new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId()),
                stream -> stream.tagged(Tags.merged(stream.tags(), input.tags())));
        return AddTagsToStreamResponse.builder().build();
    }
}
