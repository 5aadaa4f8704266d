package io.millrace.batch.operation;

import static io.millrace.batch.operation.EmrError.VALIDATION;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.emr.model.JobFlowInstancesConfig;
import software.amazon.awssdk.services.emr.model.RunJobFlowRequest;

/** Parameters of RunJobFlow that would change what runs and cannot be honoured: named, never overlooked. */
final class UnsupportedParameters {
    private final List<String> found = new ArrayList<>();

    private UnsupportedParameters() {}

    static void refuse(RunJobFlowRequest input) {
        UnsupportedParameters parameters = new UnsupportedParameters();
        parameters.collect(input);
        parameters.collect(input.instances());
        if (!parameters.found.isEmpty()) {
            throw VALIDATION.because(
                    "Parameters that are not supported: %s.".formatted(String.join(", ", parameters.found)));
        }
    }

    private void collect(RunJobFlowRequest input) {
        check("BootstrapActions", input.bootstrapActions());
        check("SupportedProducts", input.supportedProducts());
        check("NewSupportedProducts", input.newSupportedProducts());
        check("PlacementGroupConfigs", input.placementGroupConfigs());
        check("AmiVersion", input.amiVersion());
        check("CustomAmiId", input.customAmiId());
        check("SecurityConfiguration", input.securityConfiguration());
        check("LogEncryptionKmsKeyId", input.logEncryptionKmsKeyId());
        check("KerberosAttributes", input.kerberosAttributes());
        check("ManagedScalingPolicy", input.managedScalingPolicy());
        check("AutoTerminationPolicy", input.autoTerminationPolicy());
        check("MonitoringConfiguration", input.monitoringConfiguration());
        check("AdditionalInfo", input.additionalInfo());
    }

    private void collect(JobFlowInstancesConfig instances) {
        check("Instances.InstanceFleets", instances.instanceFleets());
        check("Instances.HadoopVersion", instances.hadoopVersion());
    }

    private void check(String name, List<?> values) {
        if (!values.isEmpty()) {
            found.add(name);
        }
    }

    private void check(String name, @Nullable Object value) {
        if (value != null) {
            found.add(name);
        }
    }
}
