package io.millrace.batch.operation;

import io.millrace.batch.step.Step;
import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.emr.model.DescribeStepRequest;
import software.amazon.awssdk.services.emr.model.DescribeStepResponse;

/** Tells all about a step. */
final class DescribeStep implements Operation<DescribeStepRequest, DescribeStepResponse> {
    private final JobFlowStore flows;

    DescribeStep(JobFlowStore flows) {
        this.flows = flows;
    }

    @Override
    public Class<DescribeStepRequest> inputType() {
        return DescribeStepRequest.class;
    }

    @Override
    public DescribeStepResponse handle(DescribeStepRequest input) {
        String clusterId = flows.cluster(input.clusterId()).id();
        Step step = flows.store()
                .step(clusterId, input.stepId())
                .orElseThrow(() -> JobFlowStore.unknownStep(input.stepId()));
        return DescribeStepResponse.builder().step(StepView.of(step)).build();
    }
}
