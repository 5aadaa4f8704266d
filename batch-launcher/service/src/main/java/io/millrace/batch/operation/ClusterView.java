package io.millrace.batch.operation;

import io.millrace.batch.cluster.Cluster;
import io.millrace.batch.cluster.ClusterSpec;
import io.millrace.batch.cluster.ReasonCode;
import io.millrace.frontdoor.Account;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.emr.model.Application;
import software.amazon.awssdk.services.emr.model.ClusterStateChangeReason;
import software.amazon.awssdk.services.emr.model.ClusterStatus;
import software.amazon.awssdk.services.emr.model.ClusterSummary;
import software.amazon.awssdk.services.emr.model.ClusterTimeline;
import software.amazon.awssdk.services.emr.model.Configuration;
import software.amazon.awssdk.services.emr.model.Ec2InstanceAttributes;
import software.amazon.awssdk.services.emr.model.InstanceCollectionType;
import software.amazon.awssdk.services.emr.model.Tag;

/** Clusters in the wire's shapes. */
final class ClusterView {
    private ClusterView() {}

    static String arn(Account account, String clusterId) {
        return account.arn("elasticmapreduce", "cluster/" + clusterId);
    }

    static software.amazon.awssdk.services.emr.model.Cluster of(Cluster cluster, Account account) {
        ClusterSpec spec = cluster.spec();
        Map<String, String> attributes = spec.attributes();
        return software.amazon.awssdk.services.emr.model.Cluster.builder()
                .id(cluster.id())
                .name(spec.name())
                .clusterArn(arn(account, cluster.id()))
                .status(status(cluster))
                .releaseLabel(attributes.get(ClusterSpec.RELEASE_LABEL))
                .logUri(attributes.get(ClusterSpec.LOG_URI))
                .serviceRole(attributes.get("ServiceRole"))
                .autoScalingRole(attributes.get("AutoScalingRole"))
                .scaleDownBehavior(attributes.get("ScaleDownBehavior"))
                .visibleToAllUsers(Boolean.valueOf(attributes.get("VisibleToAllUsers")))
                .ec2InstanceAttributes(ec2(attributes))
                .instanceCollectionType(InstanceCollectionType.INSTANCE_GROUP)
                .autoTerminate(!cluster.switches().keepAlive())
                .terminationProtected(cluster.switches().terminationProtected())
                .normalizedInstanceHours(0)
                .masterPublicDnsName(cluster.masterAddress().orElse(null))
                .stepConcurrencyLevel(spec.stepConcurrency())
                .applications(applications(spec))
                .configurations(configurations(spec))
                .tags(tags(spec))
                .build();
    }

    static ClusterSummary summary(Cluster cluster, Account account) {
        return ClusterSummary.builder()
                .id(cluster.id())
                .name(cluster.spec().name())
                .clusterArn(arn(account, cluster.id()))
                .status(status(cluster))
                .normalizedInstanceHours(0)
                .build();
    }

    private static ClusterStatus status(Cluster cluster) {
        ClusterStateChangeReason reason = ClusterStateChangeReason.builder()
                .code(cluster.status().code().map(ReasonCode::name).orElse(null))
                .message(cluster.status().message())
                .build();
        ClusterTimeline timeline = ClusterTimeline.builder()
                .creationDateTime(cluster.timeline().created())
                .readyDateTime(cluster.timeline().started().orElse(null))
                .endDateTime(cluster.timeline().ended().orElse(null))
                .build();
        return ClusterStatus.builder()
                .state(cluster.state().name())
                .stateChangeReason(reason)
                .timeline(timeline)
                .build();
    }

    private static Ec2InstanceAttributes ec2(Map<String, String> attributes) {
        return Ec2InstanceAttributes.builder()
                .ec2KeyName(attributes.get("Ec2KeyName"))
                .ec2SubnetId(attributes.get("Ec2SubnetId"))
                .ec2AvailabilityZone(attributes.get("Ec2AvailabilityZone"))
                .iamInstanceProfile(attributes.get("JobFlowRole"))
                .build();
    }

    private static List<Application> applications(ClusterSpec spec) {
        return spec.applications().entrySet().stream()
                .map(entry -> Application.builder()
                        .name(entry.getKey())
                        .version(entry.getValue())
                        .build())
                .toList();
    }

    private static List<Configuration> configurations(ClusterSpec spec) {
        if (spec.flinkConfiguration().isEmpty()) {
            return List.of();
        }
        return List.of(Configuration.builder()
                .classification(ClusterRequests.FLINK_CONFIGURATION)
                .properties(spec.flinkConfiguration())
                .build());
    }

    private static List<Tag> tags(ClusterSpec spec) {
        return spec.tags().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> Tag.builder()
                        .key(entry.getKey())
                        .value(entry.getValue())
                        .build())
                .toList();
    }
}
