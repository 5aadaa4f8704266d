package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceResponse;

/** Lists the tags of a stream that is named by its ARN. */
final class ListTagsForResource implements Operation<ListTagsForResourceRequest, ListTagsForResourceResponse> {
    private final StreamFinder finder;

    ListTagsForResource(StreamFinder finder) {
        this.finder = finder;
    }

    @Override
    public Class<ListTagsForResourceRequest> inputType() {
        return ListTagsForResourceRequest.class;
    }

    @Override
    public ListTagsForResourceResponse handle(ListTagsForResourceRequest input) {
        return ListTagsForResourceResponse.builder()
                .tags(Tags.of(finder.find(new StreamFinder.Reference(null, input.resourceARN(), input.streamId()))
                        .tags()))
                .build();
    }
}
