package io.millrace.batch.operation;

import static io.millrace.batch.operation.EmrError.VALIDATION;

import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.emr.model.SetKeepJobFlowAliveWhenNoStepsRequest;
import software.amazon.awssdk.services.emr.model.SetKeepJobFlowAliveWhenNoStepsResponse;

/** Decides whether clusters wait for more steps when none is left. */
final class SetKeepJobFlowAliveWhenNoSteps
        implements Operation<SetKeepJobFlowAliveWhenNoStepsRequest, SetKeepJobFlowAliveWhenNoStepsResponse> {
    private final JobFlowStore flows;

    SetKeepJobFlowAliveWhenNoSteps(JobFlowStore flows) {
        this.flows = flows;
    }

    @Override
    public Class<SetKeepJobFlowAliveWhenNoStepsRequest> inputType() {
        return SetKeepJobFlowAliveWhenNoStepsRequest.class;
    }

    @Override
    public SetKeepJobFlowAliveWhenNoStepsResponse handle(SetKeepJobFlowAliveWhenNoStepsRequest input) {
        flows.jobFlows(input.jobFlowIds()).forEach(flow -> {
            if (!flow.cluster().state().modifiable()) {
                throw VALIDATION.because(EmrError.NOT_MODIFIABLE);
            }
        });
        for (String id : input.jobFlowIds()) {
            flows.changeJobFlow(id, flow -> flow.keptAlive(input.keepJobFlowAliveWhenNoSteps()));
        }
        return SetKeepJobFlowAliveWhenNoStepsResponse.builder().build();
    }
}
