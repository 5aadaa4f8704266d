package io.millrace.firehose.operation;

import io.millrace.frontdoor.Operation;
import java.util.List;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamType;
import software.amazon.awssdk.services.firehose.model.ListDeliveryStreamsRequest;
import software.amazon.awssdk.services.firehose.model.ListDeliveryStreamsResponse;

/** Lists names in their order, page by page. */
final class ListDeliveryStreams implements Operation<ListDeliveryStreamsRequest, ListDeliveryStreamsResponse> {
    private static final int LIMIT_DEFAULT = 10;

    private final Names names;

    ListDeliveryStreams(Names names) {
        this.names = names;
    }

    @Override
    public Class<ListDeliveryStreamsRequest> inputType() {
        return ListDeliveryStreamsRequest.class;
    }

    @Override
    public ListDeliveryStreamsResponse handle(ListDeliveryStreamsRequest input) {
        int limit = input.limit() == null ? LIMIT_DEFAULT : input.limit();
        String after = input.exclusiveStartDeliveryStreamName() == null ? "" : input.exclusiveStartDeliveryStreamName();
        DeliveryStreamType wanted = input.deliveryStreamType();
        List<String> found = names.streams().after(after).stream()
                .filter(defined ->
                        wanted == null || Definitions.type(defined.stream().request()) == wanted)
                .map(defined -> defined.stream().name())
                .limit(limit + 1L)
                .toList();
        boolean more = found.size() > limit;
        return ListDeliveryStreamsResponse.builder()
                .deliveryStreamNames(more ? found.subList(0, limit) : found)
                .hasMoreDeliveryStreams(more)
                .build();
    }
}
