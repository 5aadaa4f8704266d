package io.millrace.batch.operation;

import static io.millrace.batch.operation.EmrError.VALIDATION;

import io.millrace.batch.cluster.JobFlow;
import io.millrace.frontdoor.Operation;
import java.time.InstantSource;
import software.amazon.awssdk.services.emr.model.TerminateJobFlowsRequest;
import software.amazon.awssdk.services.emr.model.TerminateJobFlowsResponse;

/** Begins to shut clusters down; those that are ending or ended are left as they are. */
final class TerminateJobFlows implements Operation<TerminateJobFlowsRequest, TerminateJobFlowsResponse> {
    private static final int JOB_FLOWS_MAX = 10;

    private final JobFlowStore flows;
    private final InstantSource clock;

    TerminateJobFlows(JobFlowStore flows, InstantSource clock) {
        this.flows = flows;
        this.clock = clock;
    }

    @Override
    public Class<TerminateJobFlowsRequest> inputType() {
        return TerminateJobFlowsRequest.class;
    }

    @Override
    public TerminateJobFlowsResponse handle(TerminateJobFlowsRequest input) {
        if (input.jobFlowIds().size() > JOB_FLOWS_MAX) {
            throw VALIDATION.because("At most %d job flows can be terminated at once.".formatted(JOB_FLOWS_MAX));
        }
        // All are looked at before one is touched, so that a refusal changes nothing.
        flows.jobFlows(input.jobFlowIds()).forEach(TerminateJobFlows::requireUnprotected);
        for (String id : input.jobFlowIds()) {
            flows.changeJobFlow(id, flow -> {
                requireUnprotected(flow);
                return flow.terminatedByUser(clock.instant());
            });
        }
        return TerminateJobFlowsResponse.builder().build();
    }

    private static void requireUnprotected(JobFlow flow) {
        if (flow.cluster().state().modifiable() && flow.cluster().switches().terminationProtected()) {
            throw VALIDATION.because("Could not shut down one or more job flows since they are termination protected.");
        }
    }
}
