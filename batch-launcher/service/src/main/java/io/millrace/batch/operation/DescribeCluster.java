package io.millrace.batch.operation;

import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.emr.model.DescribeClusterRequest;
import software.amazon.awssdk.services.emr.model.DescribeClusterResponse;

/** Tells all about a cluster; {@code MasterPublicDnsName} is host and port of its JobManager's REST endpoint. */
final class DescribeCluster implements Operation<DescribeClusterRequest, DescribeClusterResponse> {
    private final JobFlowStore flows;
    private final Account account;

    DescribeCluster(JobFlowStore flows, Account account) {
        this.flows = flows;
        this.account = account;
    }

    @Override
    public Class<DescribeClusterRequest> inputType() {
        return DescribeClusterRequest.class;
    }

    @Override
    public DescribeClusterResponse handle(DescribeClusterRequest input) {
        return DescribeClusterResponse.builder()
                .cluster(ClusterView.of(flows.cluster(input.clusterId()), account))
                .build();
    }
}
