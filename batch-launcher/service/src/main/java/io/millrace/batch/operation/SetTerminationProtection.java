package io.millrace.batch.operation;

import static io.millrace.batch.operation.EmrError.VALIDATION;

import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.emr.model.SetTerminationProtectionRequest;
import software.amazon.awssdk.services.emr.model.SetTerminationProtectionResponse;

/** Protects clusters from being terminated by callers and failing steps, or lifts the protection. */
final class SetTerminationProtection
        implements Operation<SetTerminationProtectionRequest, SetTerminationProtectionResponse> {
    private final JobFlowStore flows;

    SetTerminationProtection(JobFlowStore flows) {
        this.flows = flows;
    }

    @Override
    public Class<SetTerminationProtectionRequest> inputType() {
        return SetTerminationProtectionRequest.class;
    }

    @Override
    public SetTerminationProtectionResponse handle(SetTerminationProtectionRequest input) {
        flows.jobFlows(input.jobFlowIds()).forEach(flow -> {
            if (!flow.cluster().state().modifiable()) {
                throw VALIDATION.because(EmrError.NOT_MODIFIABLE);
            }
        });
        for (String id : input.jobFlowIds()) {
            flows.changeJobFlow(id, flow -> flow.protectedFromTermination(input.terminationProtected()));
        }
        return SetTerminationProtectionResponse.builder().build();
    }
}
