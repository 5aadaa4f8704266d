package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.kinesis.model.RemoveTagsFromStreamRequest;
import software.amazon.awssdk.services.kinesis.model.RemoveTagsFromStreamResponse;

/** Removes tags from a stream; those it does not have are not missed. */
final class RemoveTagsFromStream implements Operation<RemoveTagsFromStreamRequest, RemoveTagsFromStreamResponse> {
    private final Updates updates;

    RemoveTagsFromStream(Updates updates) {
        this.updates = updates;
    }

    @Override
    public Class<RemoveTagsFromStreamRequest> inputType() {
        return RemoveTagsFromStreamRequest.class;
    }

    @Override
    public RemoveTagsFromStreamResponse handle(RemoveTagsFromStreamRequest input) {
        updates.tag(
                new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId()),
                stream -> stream.tagged(Tags.without(stream.tags(), input.tagKeys())));
        return RemoveTagsFromStreamResponse.builder().build();
    }
}
