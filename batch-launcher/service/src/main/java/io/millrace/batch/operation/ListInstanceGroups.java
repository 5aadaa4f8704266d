package io.millrace.batch.operation;

import io.millrace.batch.cluster.Cluster;
import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.emr.model.InstanceGroup;
import software.amazon.awssdk.services.emr.model.InstanceGroupState;
import software.amazon.awssdk.services.emr.model.InstanceGroupStatus;
import software.amazon.awssdk.services.emr.model.ListInstanceGroupsRequest;
import software.amazon.awssdk.services.emr.model.ListInstanceGroupsResponse;
import software.amazon.awssdk.services.emr.model.MarketType;

/** Lists a cluster's instance groups; the aws CLI asks for them with every cluster it describes. */
final class ListInstanceGroups implements Operation<ListInstanceGroupsRequest, ListInstanceGroupsResponse> {
    private final JobFlowStore flows;

    ListInstanceGroups(JobFlowStore flows) {
        this.flows = flows;
    }

    @Override
    public Class<ListInstanceGroupsRequest> inputType() {
        return ListInstanceGroupsRequest.class;
    }

    @Override
    public ListInstanceGroupsResponse handle(ListInstanceGroupsRequest input) {
        Cluster cluster = flows.cluster(input.clusterId());
        InstanceGroupStatus status =
                InstanceGroupStatus.builder().state(state(cluster)).build();
        return ListInstanceGroupsResponse.builder()
                .instanceGroups(cluster.spec().instanceGroups().stream()
                        .map(group -> InstanceGroup.builder()
                                .id(group.id())
                                .name(group.name())
                                .instanceGroupType(group.role())
                                .instanceType(group.type())
                                .market(MarketType.ON_DEMAND)
                                .requestedInstanceCount(group.count())
                                .runningInstanceCount(cluster.state().up() ? group.count() : 0)
                                .status(status)
                                .build())
                        .toList())
                .build();
    }

    private static InstanceGroupState state(Cluster cluster) {
        return switch (cluster.state()) {
            case STARTING -> InstanceGroupState.PROVISIONING;
            case BOOTSTRAPPING -> InstanceGroupState.BOOTSTRAPPING;
            case RUNNING, WAITING -> InstanceGroupState.RUNNING;
            case TERMINATING -> InstanceGroupState.SHUTTING_DOWN;
            case TERMINATED, TERMINATED_WITH_ERRORS -> InstanceGroupState.TERMINATED;
        };
    }
}
