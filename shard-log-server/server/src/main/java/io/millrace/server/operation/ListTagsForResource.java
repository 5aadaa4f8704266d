package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceResponse;

/** Lists the tags of a stream or a consumer that is named by its ARN. */
final class ListTagsForResource implements Operation<ListTagsForResourceRequest, ListTagsForResourceResponse> {
    private final ResourceTags tags;

    ListTagsForResource(ResourceTags tags) {
        this.tags = tags;
    }

    @Override
    public Class<ListTagsForResourceRequest> inputType() {
        return ListTagsForResourceRequest.class;
    }

    @Override
    public ListTagsForResourceResponse handle(ListTagsForResourceRequest input) {
        return ListTagsForResourceResponse.builder()
                .tags(Tags.of(tags.find(input.resourceARN(), input.streamId())))
                .build();
    }
}
