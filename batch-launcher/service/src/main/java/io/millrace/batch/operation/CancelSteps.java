package io.millrace.batch.operation;

import static io.millrace.batch.operation.EmrError.INVALID_REQUEST;

import io.millrace.batch.cluster.JobFlow;
import io.millrace.batch.step.CancelOption;
import io.millrace.batch.step.Step;
import io.millrace.frontdoor.Operation;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.emr.model.CancelStepsInfo;
import software.amazon.awssdk.services.emr.model.CancelStepsRequest;
import software.amazon.awssdk.services.emr.model.CancelStepsRequestStatus;
import software.amazon.awssdk.services.emr.model.CancelStepsResponse;

/** Cancels steps that have not begun, and asks those that have to stop. */
final class CancelSteps implements Operation<CancelStepsRequest, CancelStepsResponse> {
    private static final int STEP_IDS_MAX = 256;

    private final JobFlowStore flows;
    private final InstantSource clock;

    CancelSteps(JobFlowStore flows, InstantSource clock) {
        this.flows = flows;
        this.clock = clock;
    }

    @Override
    public Class<CancelStepsRequest> inputType() {
        return CancelStepsRequest.class;
    }

    @Override
    public CancelStepsResponse handle(CancelStepsRequest input) {
        if (input.stepIds().size() > STEP_IDS_MAX) {
            throw INVALID_REQUEST.because("At most %d steps can be cancelled at once.".formatted(STEP_IDS_MAX));
        }
        CancelOption option = option(input);
        Set<String> asked = Set.copyOf(input.stepIds());
        // The steps of a changed job flow are those that were active before the change.
        List<String> active =
                ids(flows.changeCluster(input.clusterId(), flow -> flow.cancelled(asked, option, clock.instant())));
        List<CancelStepsInfo> infos = input.stepIds().stream()
                .map(id -> info(input.clusterId(), id, active.contains(id)))
                .toList();
        return CancelStepsResponse.builder().cancelStepsInfoList(infos).build();
    }

    private CancelStepsInfo info(String clusterId, String stepId, boolean submitted) {
        if (submitted) {
            return CancelStepsInfo.builder()
                    .stepId(stepId)
                    .status(CancelStepsRequestStatus.SUBMITTED)
                    .build();
        }
        String reason = flows.store()
                .step(clusterId, stepId)
                .map(step -> "Step is in state %s and cannot be cancelled.".formatted(step.state()))
                .orElse("Step id '%s' is not valid.".formatted(stepId));
        return CancelStepsInfo.builder()
                .stepId(stepId)
                .status(CancelStepsRequestStatus.FAILED)
                .reason(reason)
                .build();
    }

    private static List<String> ids(JobFlow flow) {
        return flow.steps().stream().map(Step::id).toList();
    }

    private static CancelOption option(CancelStepsRequest input) {
        String asked = input.stepCancellationOptionAsString();
        if (asked == null) {
            return CancelOption.SEND_INTERRUPT;
        }
        return CancelOption.valueOf(asked);
    }
}
