package io.millrace.batch.operation;

import io.millrace.batch.step.Step;
import io.millrace.batch.step.StepSpec;
import software.amazon.awssdk.services.emr.model.FailureDetails;
import software.amazon.awssdk.services.emr.model.HadoopStepConfig;
import software.amazon.awssdk.services.emr.model.StepStateChangeReason;
import software.amazon.awssdk.services.emr.model.StepStatus;
import software.amazon.awssdk.services.emr.model.StepSummary;
import software.amazon.awssdk.services.emr.model.StepTimeline;

/** Steps in the wire's shapes. */
final class StepView {
    private StepView() {}

    static software.amazon.awssdk.services.emr.model.Step of(Step step) {
        return software.amazon.awssdk.services.emr.model.Step.builder()
                .id(step.id())
                .name(step.spec().name())
                .config(config(step.spec()))
                .actionOnFailure(step.actionOnFailure().name())
                .status(status(step))
                .build();
    }

    static StepSummary summary(Step step) {
        return StepSummary.builder()
                .id(step.id())
                .name(step.spec().name())
                .config(config(step.spec()))
                .actionOnFailure(step.actionOnFailure().name())
                .status(status(step))
                .build();
    }

    private static HadoopStepConfig config(StepSpec spec) {
        return HadoopStepConfig.builder()
                .jar(spec.jar())
                .mainClass(spec.mainClass().isEmpty() ? null : spec.mainClass())
                .args(spec.arguments())
                .properties(spec.properties())
                .build();
    }

    private static StepStatus status(Step step) {
        StepStateChangeReason.Builder reason = StepStateChangeReason.builder();
        if (!step.status().message().isEmpty()) {
            reason.message(step.status().message());
        }
        return StepStatus.builder()
                .state(step.state().name())
                .stateChangeReason(reason.build())
                .failureDetails(step.status()
                        .failure()
                        .map(failure -> FailureDetails.builder()
                                .reason(failure.reason())
                                .message(failure.message())
                                .logFile(failure.logFile())
                                .build())
                        .orElse(null))
                .timeline(StepTimeline.builder()
                        .creationDateTime(step.timeline().created())
                        .startDateTime(step.timeline().started().orElse(null))
                        .endDateTime(step.timeline().ended().orElse(null))
                        .build())
                .build();
    }
}
