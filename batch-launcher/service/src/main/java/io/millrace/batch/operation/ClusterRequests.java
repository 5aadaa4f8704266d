package io.millrace.batch.operation;

import static io.millrace.batch.operation.EmrError.VALIDATION;

import io.millrace.batch.cluster.ClusterSpec;
import io.millrace.batch.cluster.Identifiers;
import io.millrace.batch.cluster.InstanceGroup;
import io.millrace.batch.engine.Engine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.emr.model.Application;
import software.amazon.awssdk.services.emr.model.Configuration;
import software.amazon.awssdk.services.emr.model.JobFlowInstancesConfig;
import software.amazon.awssdk.services.emr.model.RunJobFlowRequest;
import software.amazon.awssdk.services.emr.model.Tag;

/** Turns what RunJobFlow was asked into a cluster's description, or says what cannot be done. */
final class ClusterRequests {
    static final String FLINK_CONFIGURATION = "flink-conf";

    private static final Pattern RELEASE_LABEL = Pattern.compile("emr-[0-9]+\\.[0-9]+\\.[0-9]+");
    private static final Pattern LOG_URI = Pattern.compile("(s3[an]?://[^/]+|file:/).*");

    private final Engine engine;
    private final Identifiers identifiers;
    private final InstanceRequests instances;

    ClusterRequests(Engine engine, Identifiers identifiers) {
        this.engine = engine;
        this.identifiers = identifiers;
        this.instances = new InstanceRequests(identifiers);
    }

    String newId() {
        return identifiers.cluster();
    }

    ClusterSpec spec(RunJobFlowRequest input) {
        UnsupportedParameters.refuse(input);
        Map<String, String> applications = applications(input.applications());
        engine.unavailable().ifPresent(why -> {
            throw VALIDATION.because("No %s cluster can be started: %s.".formatted(engine.application(), why));
        });
        List<InstanceGroup> groups = instances.groups(input.instances());
        ClusterSpec spec = new ClusterSpec(
                input.name(),
                applications,
                groups,
                stepConcurrency(input.stepConcurrencyLevel()),
                flinkConfiguration(input.configurations()),
                attributes(input),
                tags(input.tags()));
        if (spec.workers() > engine.workersMax()) {
            throw VALIDATION.because("The cluster would have %d workers, and at most %d can be run."
                    .formatted(spec.workers(), engine.workersMax()));
        }
        return spec;
    }

    private Map<String, String> applications(List<Application> asked) {
        for (Application application : asked) {
            if (!engine.application().equalsIgnoreCase(application.name())) {
                throw VALIDATION.because("Specified application: %s is not supported; supported applications are: %s."
                        .formatted(application.name(), engine.application()));
            }
            if (!application.args().isEmpty() || !application.additionalInfo().isEmpty()) {
                throw VALIDATION.because(
                        "Arguments of application %s are not supported.".formatted(application.name()));
            }
        }
        if (asked.isEmpty()) {
            throw VALIDATION.because(
                    "Applications must name %s: nothing else can be run.".formatted(engine.application()));
        }
        return Map.of(engine.application(), engine.version());
    }

    private static int stepConcurrency(@Nullable Integer asked) {
        int level = asked == null ? 1 : asked;
        if (level < 1 || level > ClusterSpec.STEP_CONCURRENCY_MAX) {
            throw VALIDATION.because("StepConcurrencyLevel must be between 1 and %d, not %d."
                    .formatted(ClusterSpec.STEP_CONCURRENCY_MAX, level));
        }
        return level;
    }

    private Map<String, String> flinkConfiguration(List<Configuration> configurations) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Configuration configuration : configurations) {
            if (!FLINK_CONFIGURATION.equals(configuration.classification())
                    || !configuration.configurations().isEmpty()) {
                throw VALIDATION.because(
                        "Configuration classification '%s' is not supported; only %s is, without others in it."
                                .formatted(configuration.classification(), FLINK_CONFIGURATION));
            }
            values.putAll(configuration.properties());
        }
        Set<String> refused = engine.refusedConfiguration(values.keySet());
        if (!refused.isEmpty()) {
            throw VALIDATION.because("%s may not set %s.".formatted(FLINK_CONFIGURATION, String.join(", ", refused)));
        }
        return values;
    }

    private static Map<String, String> attributes(RunJobFlowRequest input) {
        String release = input.releaseLabel();
        if (release == null || !RELEASE_LABEL.matcher(release).matches()) {
            throw VALIDATION.because("The supplied release label is invalid: %s.".formatted(release));
        }
        String logUri = input.logUri();
        if (logUri != null && !LOG_URI.matcher(logUri).matches()) {
            throw VALIDATION.because("LogUri must be an s3 or a file URI: %s".formatted(logUri));
        }
        JobFlowInstancesConfig machines = input.instances();
        Map<String, String> attributes = new LinkedHashMap<>();
        put(attributes, ClusterSpec.RELEASE_LABEL, release);
        put(attributes, ClusterSpec.LOG_URI, logUri);
        put(attributes, "ServiceRole", input.serviceRole());
        put(attributes, "JobFlowRole", input.jobFlowRole());
        put(attributes, "AutoScalingRole", input.autoScalingRole());
        put(attributes, "ScaleDownBehavior", input.scaleDownBehaviorAsString());
        put(attributes, "VisibleToAllUsers", String.valueOf(!Boolean.FALSE.equals(input.visibleToAllUsers())));
        put(attributes, "Ec2KeyName", machines.ec2KeyName());
        put(attributes, "Ec2SubnetId", machines.ec2SubnetId());
        if (machines.placement() != null) {
            put(attributes, "Ec2AvailabilityZone", machines.placement().availabilityZone());
        }
        return attributes;
    }

    private static void put(Map<String, String> attributes, String name, @Nullable String value) {
        if (value != null) {
            attributes.put(name, value);
        }
    }

    private static Map<String, String> tags(List<Tag> tags) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Tag tag : tags) {
            String key = tag.key();
            if (key == null || key.isEmpty() || key.length() > 128) {
                throw EmrError.INVALID_REQUEST.because(
                        "Invalid tag key: '%s'. Tag keys must be between 1 and 128 characters in length."
                                .formatted(key));
            }
            values.put(key, tag.value() == null ? "" : tag.value());
        }
        return values;
    }
}
