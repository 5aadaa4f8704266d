package io.millrace.batch.operation;

import io.millrace.batch.cluster.Cluster;
import io.millrace.batch.cluster.ClusterStore.Created;
import io.millrace.batch.cluster.ClusterStore.Numbered;
import io.millrace.batch.cluster.ClusterStore.Page;
import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.Operation;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.emr.model.ListClustersRequest;
import software.amazon.awssdk.services.emr.model.ListClustersResponse;

/** Lists clusters, newest first. */
final class ListClusters implements Operation<ListClustersRequest, ListClustersResponse> {
    private final JobFlowStore flows;
    private final Account account;

    ListClusters(JobFlowStore flows, Account account) {
        this.flows = flows;
        this.account = account;
    }

    @Override
    public Class<ListClustersRequest> inputType() {
        return ListClustersRequest.class;
    }

    @Override
    public ListClustersResponse handle(ListClustersRequest input) {
        Page page =
                new Page(Set.copyOf(input.clusterStatesAsStrings()), Marker.sequence(input.marker()), Marker.PAGE + 1);
        Created created = new Created(
                input.createdAfter() == null
                        ? Long.MIN_VALUE
                        : input.createdAfter().toEpochMilli(),
                input.createdBefore() == null
                        ? Long.MAX_VALUE
                        : input.createdBefore().toEpochMilli());
        List<Numbered<Cluster>> rows = flows.store().clusters(page, created);
        return ListClustersResponse.builder()
                .clusters(rows.stream()
                        .limit(Marker.PAGE)
                        .map(row -> ClusterView.summary(row.value(), account))
                        .toList())
                .marker(Marker.after(rows))
                .build();
    }
}
