package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.kinesis.model.TagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.TagResourceResponse;

/** Adds tags to a stream or a consumer that is named by its ARN. */
final class TagResource implements Operation<TagResourceRequest, TagResourceResponse> {
    private final ResourceTags tags;

    TagResource(ResourceTags tags) {
        this.tags = tags;
    }

    @Override
    public Class<TagResourceRequest> inputType() {
        return TagResourceRequest.class;
    }

    @Override
    public TagResourceResponse handle(TagResourceRequest input) {
        tags.change(input.resourceARN(), input.streamId(), present -> Tags.merged(present, input.tags()));
        return TagResourceResponse.builder().build();
    }
}
