package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.kinesis.model.UntagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.UntagResourceResponse;

/** Removes tags from a stream that is named by its ARN. */
final class UntagResource implements Operation<UntagResourceRequest, UntagResourceResponse> {
    private final Updates updates;

    UntagResource(Updates updates) {
        this.updates = updates;
    }

    @Override
    public Class<UntagResourceRequest> inputType() {
        return UntagResourceRequest.class;
    }

    @Override
    public UntagResourceResponse handle(UntagResourceRequest input) {
        updates.tag(
                new StreamFinder.Reference(null, input.resourceARN(), input.streamId()),
                stream -> stream.tagged(Tags.without(stream.tags(), input.tagKeys())));
        return UntagResourceResponse.builder().build();
    }
}
