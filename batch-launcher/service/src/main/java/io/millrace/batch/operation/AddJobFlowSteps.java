package io.millrace.batch.operation;

import static io.millrace.batch.operation.EmrError.VALIDATION;

import io.millrace.batch.cluster.JobFlow;
import io.millrace.batch.step.Step;
import io.millrace.frontdoor.Operation;
import java.util.List;
import software.amazon.awssdk.services.emr.model.AddJobFlowStepsRequest;
import software.amazon.awssdk.services.emr.model.AddJobFlowStepsResponse;

/** Adds steps to a cluster, all or none. */
final class AddJobFlowSteps implements Operation<AddJobFlowStepsRequest, AddJobFlowStepsResponse> {
    private final JobFlowStore flows;
    private final StepRequests steps;

    AddJobFlowSteps(JobFlowStore flows, StepRequests steps) {
        this.flows = flows;
        this.steps = steps;
    }

    @Override
    public Class<AddJobFlowStepsRequest> inputType() {
        return AddJobFlowStepsRequest.class;
    }

    @Override
    public AddJobFlowStepsResponse handle(AddJobFlowStepsRequest input) {
        if (input.executionRoleArn() != null) {
            throw VALIDATION.because("ExecutionRoleArn is not supported.");
        }
        if (input.steps().isEmpty()) {
            throw VALIDATION.because("At least one step must be specified.");
        }
        JobFlow after = flows.changeJobFlow(input.jobFlowId(), flow -> {
            if (!flow.cluster().state().modifiable()) {
                throw VALIDATION.because(EmrError.NOT_MODIFIABLE);
            }
            List<Step> more = steps.pending(input.steps(), flow.cluster().spec().stepConcurrency());
            StepRequests.requireActive(flow.activeSteps() + more.size());
            return flow.with(more);
        });
        List<Step> all = after.steps();
        return AddJobFlowStepsResponse.builder()
                .stepIds(all.subList(all.size() - input.steps().size(), all.size()).stream()
                        .map(Step::id)
                        .toList())
                .build();
    }
}
