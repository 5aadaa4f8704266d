package io.millrace.batch.operation;

import static io.millrace.batch.operation.EmrError.VALIDATION;

import io.millrace.batch.cluster.Identifiers;
import io.millrace.batch.cluster.InstanceGroup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.emr.model.InstanceGroupConfig;
import software.amazon.awssdk.services.emr.model.JobFlowInstancesConfig;

/**
 * Which machines a caller wants. Only roles and counts mean something where processes stand for machines; types are
 * kept, and what is about renting them (markets, prices, volumes) is of no consequence.
 */
final class InstanceRequests {
    private static final String ANY_TYPE = "local";

    private final Identifiers identifiers;

    InstanceRequests(Identifiers identifiers) {
        this.identifiers = identifiers;
    }

    List<InstanceGroup> groups(JobFlowInstancesConfig instances) {
        if (instances.instanceGroups().isEmpty()) {
            return counted(instances);
        }
        if (instances.instanceCount() != null
                || instances.masterInstanceType() != null
                || instances.slaveInstanceType() != null) {
            throw VALIDATION.because("Please configure instances using one and only one of the following: instance"
                    + " groups; instance fleets; instance count, master and slave instance type.");
        }
        List<InstanceGroup> groups = new ArrayList<>();
        for (InstanceGroupConfig config : instances.instanceGroups()) {
            groups.add(group(config));
        }
        requireOneMaster(groups);
        return groups;
    }

    private List<InstanceGroup> counted(JobFlowInstancesConfig instances) {
        int count = instances.instanceCount() == null ? 1 : instances.instanceCount();
        if (count < 1) {
            throw VALIDATION.because("The number of instances must be at least 1, not %d.".formatted(count));
        }
        List<InstanceGroup> groups = new ArrayList<>();
        groups.add(new InstanceGroup(
                identifiers.instanceGroup(), "", InstanceGroup.MASTER, type(instances.masterInstanceType()), 1));
        if (count > 1) {
            String type = instances.slaveInstanceType() == null
                    ? instances.masterInstanceType()
                    : instances.slaveInstanceType();
            groups.add(new InstanceGroup(identifiers.instanceGroup(), "", "CORE", type(type), count - 1));
        }
        return groups;
    }

    private InstanceGroup group(InstanceGroupConfig config) {
        String role = config.instanceRoleAsString();
        if (config.autoScalingPolicy() != null || !config.configurations().isEmpty()) {
            throw VALIDATION.because("AutoScalingPolicy and Configurations of instance groups are not supported.");
        }
        if (config.instanceCount() < 1) {
            throw VALIDATION.because(
                    "An instance group must have at least 1 instance, not %d.".formatted(config.instanceCount()));
        }
        String name = config.name() == null ? "" : config.name();
        return new InstanceGroup(
                identifiers.instanceGroup(), name, role, config.instanceType(), config.instanceCount());
    }

    private static void requireOneMaster(List<InstanceGroup> groups) {
        List<InstanceGroup> masters = groups.stream()
                .filter(group -> group.role().equals(InstanceGroup.MASTER))
                .toList();
        if (masters.isEmpty()) {
            throw VALIDATION.because(
                    "Zero master instance groups supplied, you must specify exactly one master instance group");
        }
        if (masters.size() > 1) {
            throw VALIDATION.because(
                    "Multiple master instance groups supplied, you must specify exactly one master instance group");
        }
        if (masters.getFirst().count() > 1) {
            throw VALIDATION.because("Clusters with more than one master instance are not supported.");
        }
    }

    private static String type(@Nullable String asked) {
        return asked == null ? ANY_TYPE : asked;
    }
}
