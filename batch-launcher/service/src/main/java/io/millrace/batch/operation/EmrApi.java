package io.millrace.batch.operation;

import io.millrace.batch.cluster.ClusterStore;
import io.millrace.batch.cluster.Identifiers;
import io.millrace.batch.engine.Engine;
import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.JsonApi;
import java.time.InstantSource;
import java.util.List;

/** The EMR API over a store; what it changes there, the reconciler brings about. */
public final class EmrApi {
    private EmrApi() {}

    /**
     * What operations act upon.
     *
     * @param wake tells the reconciler that there is something to do
     */
    public record Resources(ClusterStore store, Engine engine, Identifiers identifiers, Runnable wake) {}

    public static JsonApi of(Resources resources, Account account, InstantSource clock) {
        JobFlowStore flows = new JobFlowStore(resources.store(), resources.wake());
        StepRequests steps = new StepRequests(resources.identifiers(), clock);
        return new JsonApi(
                "emr",
                "ElasticMapReduce",
                "elasticmapreduce",
                EmrError.INVALID_REQUEST,
                List.of(
                        new RunJobFlow(
                                flows,
                                new ClusterRequests(resources.engine(), resources.identifiers()),
                                steps,
                                account),
                        new AddJobFlowSteps(flows, steps),
                        new TerminateJobFlows(flows, clock),
                        new SetTerminationProtection(flows),
                        new SetKeepJobFlowAliveWhenNoSteps(flows),
                        new DescribeCluster(flows, account),
                        new ListClusters(flows, account),
                        new ListInstanceGroups(flows),
                        new ListBootstrapActions(flows),
                        new DescribeStep(flows),
                        new ListSteps(flows),
                        new CancelSteps(flows, clock)));
    }
}
