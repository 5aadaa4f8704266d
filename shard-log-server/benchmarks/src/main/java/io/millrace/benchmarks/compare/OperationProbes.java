package io.millrace.benchmarks.compare;

import static io.millrace.benchmarks.compare.Probe.check;

import io.millrace.benchmarks.compare.Probe.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.MetricsName;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentInputStatus;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/** Every operation once, with what it is called for. Each is asked on streams that exist, and fails for itself. */
final class OperationProbes {
    private static final String STREAM = "operations";
    private static final String SHARD = "shardId-000000000000";
    private static final String KEY = "alias/aws/kinesis";
    private static final long EVENT_SECONDS_MAX = 20;

    private final List<Probe> probes = new ArrayList<>();
    private String arn = "";
    private String consumer = "";

    private OperationProbes() {}

    /** In the order in which they must be asked. */
    static List<Probe> all() {
        OperationProbes probes = new OperationProbes();
        probes.streams();
        probes.records();
        probes.tags();
        probes.settings();
        probes.consumers();
        probes.protection();
        probes.shards();
        probes.capacity();
        return probes.probes;
    }

    private void add(String operation, Question question) {
        probes.add(new Probe("`" + operation + "`", question));
    }

    private void streams() {
        add("CreateStream", subject -> arn = subject.stream(STREAM, 2));
        add(
                "DescribeStream",
                subject -> check(
                        subject.client()
                                        .describeStream(describe -> describe.streamName(STREAM))
                                        .streamDescription()
                                        .shards()
                                        .size()
                                == 2,
                        "not two shards"));
        add(
                "DescribeStreamSummary",
                subject -> check(
                        subject.client()
                                        .describeStreamSummary(describe -> describe.streamName(STREAM))
                                        .streamDescriptionSummary()
                                        .openShardCount()
                                == 2,
                        "not two shards"));
        add(
                "ListStreams",
                subject -> check(
                        subject.client().listStreams().streamNames().contains(STREAM), "the stream is not there"));
        add(
                "DescribeLimits",
                subject ->
                        check(subject.client().describeLimits().openShardCount() >= 2, "fewer shards than there are"));
        add("DescribeAccountSettings", subject -> subject.client().describeAccountSettings(request -> {}));
        add(
                "UpdateAccountSettings",
                subject -> subject.client()
                        .updateAccountSettings(update -> update.minimumThroughputBillingCommitment(commitment ->
                                commitment.status(MinimumThroughputBillingCommitmentInputStatus.ENABLED))));
    }

    private void records() {
        add("PutRecord", subject -> subject.put(STREAM, "one"));
        add(
                "PutRecords",
                subject -> check(
                        subject.client()
                                        .putRecords(put -> put.streamName(STREAM)
                                                .records(PutRecordsRequestEntry.builder()
                                                        .partitionKey("k")
                                                        .data(SdkBytes.fromUtf8String("two"))
                                                        .build()))
                                        .failedRecordCount()
                                == 0,
                        "a record failed"));
        add(
                "ListShards",
                subject -> check(
                        subject.client()
                                        .listShards(list -> list.streamName(STREAM))
                                        .shards()
                                        .size()
                                == 2,
                        "not two shards"));
        add("GetShardIterator", subject -> subject.iterator(STREAM, SHARD));
        add(
                "GetRecords",
                subject -> check(
                        subject.holds(STREAM, subject.put(STREAM, "three").shardId(), "three"),
                        "the record is not there"));
    }

    private void tags() {
        add(
                "AddTagsToStream",
                subject -> subject.client()
                        .addTagsToStream(add -> add.streamName(STREAM).tags(Map.of("a", "1"))));
        add(
                "ListTagsForStream",
                subject -> check(
                        subject.client()
                                        .listTagsForStream(list -> list.streamName(STREAM))
                                        .tags()
                                        .size()
                                == 1,
                        "not one tag"));
        add(
                "RemoveTagsFromStream",
                subject -> subject.client()
                        .removeTagsFromStream(
                                remove -> remove.streamName(STREAM).tagKeys("a")));
        add(
                "TagResource",
                subject ->
                        subject.client().tagResource(tag -> tag.resourceARN(arn).tags(Map.of("b", "2"))));
        add(
                "ListTagsForResource",
                subject -> check(
                        subject.client()
                                        .listTagsForResource(list -> list.resourceARN(arn))
                                        .tags()
                                        .size()
                                == 1,
                        "not one tag"));
        add(
                "UntagResource",
                subject -> subject.client()
                        .untagResource(untag -> untag.resourceARN(arn).tagKeys("b")));
    }

    private void settings() {
        add("IncreaseStreamRetentionPeriod", subject -> {
            subject.client()
                    .increaseStreamRetentionPeriod(
                            increase -> increase.streamName(STREAM).retentionPeriodHours(48));
            subject.awaitActive(STREAM);
        });
        add("DecreaseStreamRetentionPeriod", subject -> {
            subject.client()
                    .decreaseStreamRetentionPeriod(
                            decrease -> decrease.streamName(STREAM).retentionPeriodHours(24));
            subject.awaitActive(STREAM);
        });
        add("EnableEnhancedMonitoring", subject -> {
            subject.client()
                    .enableEnhancedMonitoring(
                            enable -> enable.streamName(STREAM).shardLevelMetrics(MetricsName.INCOMING_BYTES));
            subject.awaitActive(STREAM);
        });
        add("DisableEnhancedMonitoring", subject -> {
            subject.client()
                    .disableEnhancedMonitoring(
                            disable -> disable.streamName(STREAM).shardLevelMetrics(MetricsName.INCOMING_BYTES));
            subject.awaitActive(STREAM);
        });
    }

    private void consumers() {
        add("RegisterStreamConsumer", subject -> {
            consumer = subject.client()
                    .registerStreamConsumer(register -> register.streamARN(arn).consumerName("c"))
                    .consumer()
                    .consumerARN();
            Subject.await(() -> subject.client()
                    .describeStreamConsumer(describe -> describe.consumerARN(consumer))
                    .consumerDescription()
                    .consumerStatusAsString()
                    .equals("ACTIVE"));
        });
        add(
                "DescribeStreamConsumer",
                subject -> subject.client().describeStreamConsumer(describe -> describe.consumerARN(consumer)));
        add(
                "ListStreamConsumers",
                subject -> check(
                        subject.client()
                                        .listStreamConsumers(list -> list.streamARN(arn))
                                        .consumers()
                                        .size()
                                == 1,
                        "not one consumer"));
        add("SubscribeToShard", this::subscribe);
        add(
                "DeregisterStreamConsumer",
                subject -> subject.client().deregisterStreamConsumer(deregister -> deregister.consumerARN(consumer)));
    }

    private void subscribe(Subject subject) throws Exception {
        String shard = subject.put(STREAM, "subscribed").shardId();
        CompletableFuture<Boolean> arrived = new CompletableFuture<>();
        SubscribeToShardResponseHandler handler = SubscribeToShardResponseHandler.builder()
                .onError(arrived::completeExceptionally)
                .subscriber(SubscribeToShardResponseHandler.Visitor.builder()
                        .onSubscribeToShardEvent(event -> {
                            if (event.records().stream()
                                    .anyMatch(record ->
                                            record.data().asUtf8String().equals("subscribed"))) {
                                arrived.complete(true);
                            }
                        })
                        .build())
                .build();
        try (KinesisAsyncClient client = subject.asynchronous()) {
            CompletableFuture<Void> subscription = client.subscribeToShard(
                    subscribe -> subscribe
                            .consumerARN(consumer)
                            .shardId(shard)
                            .startingPosition(position -> position.type(ShardIteratorType.TRIM_HORIZON)),
                    handler);
            arrived.get(EVENT_SECONDS_MAX, TimeUnit.SECONDS);
            subscription.cancel(true);
        }
    }

    private void protection() {
        add("StartStreamEncryption", subject -> {
            subject.client()
                    .startStreamEncryption(start -> start.streamName(STREAM)
                            .encryptionType(EncryptionType.KMS)
                            .keyId(KEY));
            subject.awaitActive(STREAM);
        });
        add("StopStreamEncryption", subject -> {
            subject.client()
                    .stopStreamEncryption(stop -> stop.streamName(STREAM)
                            .encryptionType(EncryptionType.KMS)
                            .keyId(KEY));
            subject.awaitActive(STREAM);
        });
        add(
                "PutResourcePolicy",
                subject -> subject.client()
                        .putResourcePolicy(put -> put.resourceARN(arn)
                                .policy(("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                                                + "\"Principal\":{\"AWS\":\"arn:aws:iam::000000000000:root\"},"
                                                + "\"Action\":\"kinesis:GetRecords\",\"Resource\":\"%s\"}]}")
                                        .formatted(arn))));
        add(
                "GetResourcePolicy",
                subject -> check(
                        String.valueOf(subject.client()
                                        .getResourcePolicy(get -> get.resourceARN(arn))
                                        .policy())
                                .contains("kinesis:GetRecords"),
                        "the policy is not there"));
        add(
                "DeleteResourcePolicy",
                subject -> subject.client().deleteResourcePolicy(delete -> delete.resourceARN(arn)));
    }

    private void shards() {
        add("SplitShard", subject -> {
            subject.client()
                    .splitShard(split -> split.streamName(STREAM)
                            .shardToSplit(SHARD)
                            .newStartingHashKey("85070591730234615865843651857942052864"));
            subject.awaitActive(STREAM);
        });
        add("MergeShards", subject -> {
            subject.client()
                    .mergeShards(merge -> merge.streamName(STREAM)
                            .shardToMerge("shardId-000000000002")
                            .adjacentShardToMerge("shardId-000000000003"));
            subject.awaitActive(STREAM);
        });
        add("UpdateShardCount", subject -> {
            subject.client()
                    .updateShardCount(update ->
                            update.streamName(STREAM).targetShardCount(4).scalingType(ScalingType.UNIFORM_SCALING));
            subject.awaitActive(STREAM);
        });
    }

    private void capacity() {
        add("UpdateMaxRecordSize", subject -> {
            subject.client().updateMaxRecordSize(update -> update.streamARN(arn).maxRecordSizeInKiB(2_048));
            subject.awaitActive(STREAM);
        });
        add("UpdateStreamMode", subject -> {
            subject.client()
                    .updateStreamMode(update ->
                            update.streamARN(arn).streamModeDetails(mode -> mode.streamMode(StreamMode.ON_DEMAND)));
            subject.awaitActive(STREAM);
        });
        add("UpdateStreamWarmThroughput", subject -> {
            subject.client()
                    .updateStreamWarmThroughput(update -> update.streamARN(arn).warmThroughputMiBps(8));
            subject.awaitActive(STREAM);
        });
        add(
                "DeleteStream",
                subject -> subject.client()
                        .deleteStream(delete -> delete.streamName(STREAM).enforceConsumerDeletion(true)));
    }
}
