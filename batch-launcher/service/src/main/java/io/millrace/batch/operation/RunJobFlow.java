package io.millrace.batch.operation;

import io.millrace.batch.cluster.Cluster;
import io.millrace.batch.cluster.ClusterSpec;
import io.millrace.batch.cluster.JobFlow;
import io.millrace.batch.step.Step;
import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.Operation;
import java.util.List;
import software.amazon.awssdk.services.emr.model.JobFlowInstancesConfig;
import software.amazon.awssdk.services.emr.model.RunJobFlowRequest;
import software.amazon.awssdk.services.emr.model.RunJobFlowResponse;

/** Takes a cluster and its first steps; the reconciler starts both. */
final class RunJobFlow implements Operation<RunJobFlowRequest, RunJobFlowResponse> {
    private final JobFlowStore flows;
    private final ClusterRequests clusters;
    private final StepRequests steps;
    private final Account account;

    RunJobFlow(JobFlowStore flows, ClusterRequests clusters, StepRequests steps, Account account) {
        this.flows = flows;
        this.clusters = clusters;
        this.steps = steps;
        this.account = account;
    }

    @Override
    public Class<RunJobFlowRequest> inputType() {
        return RunJobFlowRequest.class;
    }

    @Override
    public RunJobFlowResponse handle(RunJobFlowRequest input) {
        ClusterSpec spec = clusters.spec(input);
        List<Step> first = steps.pending(input.steps(), spec.stepConcurrency());
        StepRequests.requireActive(first.size());
        JobFlowInstancesConfig instances = input.instances();
        Cluster.Switches switches = new Cluster.Switches(
                Boolean.TRUE.equals(instances.keepJobFlowAliveWhenNoSteps()),
                Boolean.TRUE.equals(instances.terminationProtected()));
        String id = clusters.newId();
        flows.create(JobFlow.starting(id, spec, switches, first, steps.now()));
        return RunJobFlowResponse.builder()
                .jobFlowId(id)
                .clusterArn(ClusterView.arn(account, id))
                .build();
    }
}
