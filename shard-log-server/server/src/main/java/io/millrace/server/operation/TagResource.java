package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.kinesis.model.TagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.TagResourceResponse;

/** Adds tags to a stream that is named by its ARN. */
final class TagResource implements Operation<TagResourceRequest, TagResourceResponse> {
    private final Updates updates;

    TagResource(Updates updates) {
        this.updates = updates;
    }

    @Override
    public Class<TagResourceRequest> inputType() {
        return TagResourceRequest.class;
    }

    @Override
    public TagResourceResponse handle(TagResourceRequest input) {
        updates.tag(
                new StreamFinder.Reference(null, input.resourceARN(), input.streamId()),
                stream -> stream.tagged(Tags.merged(stream.tags(), input.tags())));
        return TagResourceResponse.builder().build();
    }
}
