package io.millrace.firehose.operation;

import io.millrace.frontdoor.Operation;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.services.firehose.model.PutRecordRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Takes one record; it is durable in the delivery stream's own stream before the answer. */
final class PutRecord implements Operation<PutRecordRequest, PutRecordResponse> {
    private final Puts puts;
    private final KinesisClient kinesis;
    private final Supplier<UUID> partitionKeys;

    PutRecord(Puts puts, KinesisClient kinesis, Supplier<UUID> partitionKeys) {
        this.puts = puts;
        this.kinesis = kinesis;
        this.partitionKeys = partitionKeys;
    }

    @Override
    public Class<PutRecordRequest> inputType() {
        return PutRecordRequest.class;
    }

    @Override
    public PutRecordResponse handle(PutRecordRequest input) {
        String stream = puts.streamOf(input.deliveryStreamName());
        String recordId = puts.put(() -> kinesis.putRecord(put -> put.streamName(stream)
                        .partitionKey(partitionKeys.get().toString())
                        .data(input.record().data()))
                .sequenceNumber());
        return PutRecordResponse.builder().recordId(recordId).encrypted(false).build();
    }
}
