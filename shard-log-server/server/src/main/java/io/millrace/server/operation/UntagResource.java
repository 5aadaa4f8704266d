package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.kinesis.model.UntagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.UntagResourceResponse;

/** Removes tags from a stream or a consumer that is named by its ARN. */
final class UntagResource implements Operation<UntagResourceRequest, UntagResourceResponse> {
    private final ResourceTags tags;

    UntagResource(ResourceTags tags) {
        this.tags = tags;
    }

    @Override
    public Class<UntagResourceRequest> inputType() {
        return UntagResourceRequest.class;
    }

    @Override
    public UntagResourceResponse handle(UntagResourceRequest input) {
        tags.change(input.resourceARN(), input.streamId(), present -> Tags.without(present, input.tagKeys()));
        return UntagResourceResponse.builder().build();
    }
}
