package io.millrace.batch.operation;

import static io.millrace.batch.operation.EmrError.INVALID_REQUEST;

import io.millrace.batch.cluster.ClusterStore.Numbered;
import io.millrace.batch.cluster.ClusterStore.Page;
import io.millrace.batch.step.Step;
import io.millrace.frontdoor.Operation;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.emr.model.ListStepsRequest;
import software.amazon.awssdk.services.emr.model.ListStepsResponse;
import software.amazon.awssdk.services.emr.model.StepSummary;

/** Lists a cluster's steps, newest first; named ones in the order they were named. */
final class ListSteps implements Operation<ListStepsRequest, ListStepsResponse> {
    private static final int STEP_IDS_MAX = 10;

    private final JobFlowStore flows;

    ListSteps(JobFlowStore flows) {
        this.flows = flows;
    }

    @Override
    public Class<ListStepsRequest> inputType() {
        return ListStepsRequest.class;
    }

    @Override
    public ListStepsResponse handle(ListStepsRequest input) {
        String clusterId = flows.cluster(input.clusterId()).id();
        if (!input.stepIds().isEmpty()) {
            return named(clusterId, input);
        }
        Page page = new Page(Set.copyOf(input.stepStatesAsStrings()), Marker.sequence(input.marker()), Marker.PAGE + 1);
        List<Numbered<Step>> rows = flows.store().steps(clusterId, page);
        return ListStepsResponse.builder()
                .steps(rows.stream()
                        .limit(Marker.PAGE)
                        .map(row -> StepView.summary(row.value()))
                        .toList())
                .marker(Marker.after(rows))
                .build();
    }

    private ListStepsResponse named(String clusterId, ListStepsRequest input) {
        if (!input.stepStatesAsStrings().isEmpty()) {
            throw INVALID_REQUEST.because("Cannot specify both StepIds and StepStates.");
        }
        if (input.stepIds().size() > STEP_IDS_MAX) {
            throw INVALID_REQUEST.because("At most %d step ids can be specified.".formatted(STEP_IDS_MAX));
        }
        List<StepSummary> steps = input.stepIds().stream()
                .map(id -> flows.store().step(clusterId, id).orElseThrow(() -> JobFlowStore.unknownStep(id)))
                .map(StepView::summary)
                .toList();
        return ListStepsResponse.builder().steps(steps).build();
    }
}
