package io.millrace.clients;

import io.millrace.server.testing.Waiting;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryResponse;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.kinesis.model.KinesisRequest;
import software.amazon.awssdk.services.kinesis.model.KinesisResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** A stream, and the calls about it that every walk has use for. */
final class WalkedStream {
    private final Api api;
    private final String stream;
    private final Set<String> called = new TreeSet<>();

    WalkedStream(Api api, String stream) {
        this.api = api;
        this.stream = stream;
    }

    String name() {
        return stream;
    }

    String arn() {
        return "arn:aws:kinesis:us-east-1:000000000000:stream/" + stream;
    }

    /** The operations called so far. */
    Set<String> called() {
        return Set.copyOf(called);
    }

    <T extends KinesisResponse> T call(KinesisRequest request, Class<T> response) {
        called.add(Api.operation(request));
        return api.call(request, response);
    }

    StreamDescriptionSummary summary() {
        return call(
                        DescribeStreamSummaryRequest.builder()
                                .streamName(stream)
                                .build(),
                        DescribeStreamSummaryResponse.class)
                .streamDescriptionSummary();
    }

    void awaitActive() {
        Waiting.until(() -> summary().streamStatus() == StreamStatus.ACTIVE);
    }

    List<Shard> openShards() {
        return call(ListShardsRequest.builder().streamARN(arn()).build(), ListShardsResponse.class).shards().stream()
                .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                .toList();
    }

    PutRecordResponse put(String data) {
        return call(
                PutRecordRequest.builder()
                        .streamName(stream)
                        .partitionKey("k")
                        .data(SdkBytes.fromUtf8String(data))
                        .build(),
                PutRecordResponse.class);
    }

    GetRecordsResponse read(String shard) {
        String iterator = call(
                        GetShardIteratorRequest.builder()
                                .streamName(stream)
                                .shardId(shard)
                                .shardIteratorType(ShardIteratorType.TRIM_HORIZON)
                                .build(),
                        GetShardIteratorResponse.class)
                .shardIterator();
        return call(GetRecordsRequest.builder().shardIterator(iterator).build(), GetRecordsResponse.class);
    }
}
