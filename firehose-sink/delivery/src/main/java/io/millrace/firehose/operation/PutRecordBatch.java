package io.millrace.firehose.operation;

import io.millrace.frontdoor.Operation;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponseEntry;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** Takes up to 500 records; each that has an id in the answer is durable, each other one is the caller's to put again. */
final class PutRecordBatch implements Operation<PutRecordBatchRequest, PutRecordBatchResponse> {
    private static final long BATCH_BYTES_MAX = 4L << 20;

    private final Puts puts;
    private final KinesisClient kinesis;
    private final Supplier<UUID> partitionKeys;

    PutRecordBatch(Puts puts, KinesisClient kinesis, Supplier<UUID> partitionKeys) {
        this.puts = puts;
        this.kinesis = kinesis;
        this.partitionKeys = partitionKeys;
    }

    @Override
    public Class<PutRecordBatchRequest> inputType() {
        return PutRecordBatchRequest.class;
    }

    @Override
    public PutRecordBatchResponse handle(PutRecordBatchRequest input) {
        String stream = puts.streamOf(input.deliveryStreamName());
        long bytes = input.records().stream()
                .mapToLong(record -> record.data().asByteArrayUnsafe().length)
                .sum();
        if (bytes > BATCH_BYTES_MAX) {
            throw FirehoseError.INVALID_ARGUMENT.because("Records size exceeds 4 MB limit");
        }
        List<PutRecordsRequestEntry> entries = input.records().stream()
                .map(record -> PutRecordsRequestEntry.builder()
                        .partitionKey(partitionKeys.get().toString())
                        .data(record.data())
                        .build())
                .toList();
        PutRecordsResponse answer =
                puts.put(() -> kinesis.putRecords(put -> put.streamName(stream).records(entries)));
        return PutRecordBatchResponse.builder()
                .failedPutCount(answer.failedRecordCount())
                .encrypted(false)
                .requestResponses(
                        answer.records().stream().map(PutRecordBatch::entry).toList())
                .build();
    }

    private static PutRecordBatchResponseEntry entry(PutRecordsResultEntry result) {
        PutRecordBatchResponseEntry.Builder entry = PutRecordBatchResponseEntry.builder();
        if (result.errorCode() == null) {
            return entry.recordId(result.sequenceNumber()).build();
        }
        return entry.errorCode(FirehoseError.SERVICE_UNAVAILABLE.wireName())
                .errorMessage(Puts.SLOW_DOWN)
                .build();
    }
}
