package io.millrace.batch.operation;

import static io.millrace.batch.operation.EmrError.VALIDATION;

import io.millrace.batch.cluster.Identifiers;
import io.millrace.batch.cluster.JobFlow;
import io.millrace.batch.step.ActionOnFailure;
import io.millrace.batch.step.Step;
import io.millrace.batch.step.StepSpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.emr.model.HadoopJarStepConfig;
import software.amazon.awssdk.services.emr.model.StepConfig;

/** Turns the steps a caller describes into pending ones, or says what is wrong with them. */
final class StepRequests {
    private final Identifiers identifiers;
    private final InstantSource clock;

    StepRequests(Identifiers identifiers, InstantSource clock) {
        this.identifiers = identifiers;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    List<Step> pending(List<StepConfig> configs, int stepConcurrency) {
        return configs.stream()
                .map(config ->
                        Step.pending(identifiers.step(), spec(config), actionOnFailure(config, stepConcurrency), now()))
                .toList();
    }

    /** Refuses more active steps than a cluster can have. */
    static void requireActive(long steps) {
        if (steps > JobFlow.ACTIVE_STEPS_MAX) {
            throw VALIDATION.because("Maximum number of active steps(State = 'Running', 'Pending' or"
                    + " 'Cancel_Pending') for cluster exceeded.");
        }
    }

    private static StepSpec spec(StepConfig config) {
        if (config.stepMonitoringConfiguration() != null) {
            throw VALIDATION.because("StepMonitoringConfiguration is not supported.");
        }
        HadoopJarStepConfig jarStep = config.hadoopJarStep();
        Map<String, String> properties = jarStep.properties().stream()
                .collect(Collectors.toMap(
                        property -> String.valueOf(property.key()),
                        property -> String.valueOf(property.value()),
                        (first, last) -> last));
        String mainClass = jarStep.mainClass() == null ? "" : jarStep.mainClass();
        return new StepSpec(config.name(), jarStep.jar(), mainClass, jarStep.args(), properties);
    }

    private static ActionOnFailure actionOnFailure(StepConfig config, int stepConcurrency) {
        String asked = config.actionOnFailureAsString();
        if (asked == null) {
            return stepConcurrency > 1 ? ActionOnFailure.CONTINUE : ActionOnFailure.TERMINATE_CLUSTER;
        }
        ActionOnFailure action = ActionOnFailure.of(asked);
        if (stepConcurrency > 1 && action != ActionOnFailure.CONTINUE) {
            throw VALIDATION.because(
                    "The ActionOnFailure setting '%s' is not valid: a cluster whose StepConcurrencyLevel"
                                    .formatted(asked)
                            + " is greater than 1 allows CONTINUE only.");
        }
        return action;
    }
}
