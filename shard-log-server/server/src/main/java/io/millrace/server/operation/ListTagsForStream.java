package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import java.util.List;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamResponse;
import software.amazon.awssdk.services.kinesis.model.Tag;

/** Lists a stream's tags in order of their keys, page by page. */
final class ListTagsForStream implements Operation<ListTagsForStreamRequest, ListTagsForStreamResponse> {
    private final StreamFinder finder;

    ListTagsForStream(StreamFinder finder) {
        this.finder = finder;
    }

    @Override
    public Class<ListTagsForStreamRequest> inputType() {
        return ListTagsForStreamRequest.class;
    }

    @Override
    public ListTagsForStreamResponse handle(ListTagsForStreamRequest input) {
        List<Tag> all =
                Tags.of(finder.find(new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId()))
                        .tags());
        String after = input.exclusiveStartTagKey();
        List<Tag> rest = after == null
                ? all
                : all.stream().filter(tag -> tag.key().compareTo(after) > 0).toList();
        List<Tag> page = input.limit() == null ? rest : rest.subList(0, Math.min(input.limit(), rest.size()));
        return ListTagsForStreamResponse.builder()
                .tags(page)
                .hasMoreTags(page.size() < rest.size())
                .build();
    }
}
