package io.millrace.batch.operation;

import io.millrace.frontdoor.Operation;
import java.util.List;
import software.amazon.awssdk.services.emr.model.Command;
import software.amazon.awssdk.services.emr.model.ListBootstrapActionsRequest;
import software.amazon.awssdk.services.emr.model.ListBootstrapActionsResponse;

/** Lists a cluster's bootstrap actions: none, because RunJobFlow takes none. */
final class ListBootstrapActions implements Operation<ListBootstrapActionsRequest, ListBootstrapActionsResponse> {
    private static final List<Command> NONE = List.of();

    private final JobFlowStore flows;

    ListBootstrapActions(JobFlowStore flows) {
        this.flows = flows;
    }

    @Override
    public Class<ListBootstrapActionsRequest> inputType() {
        return ListBootstrapActionsRequest.class;
    }

    @Override
    public ListBootstrapActionsResponse handle(ListBootstrapActionsRequest input) {
        flows.cluster(input.clusterId());
        return ListBootstrapActionsResponse.builder().bootstrapActions(NONE).build();
    }
}
