package io.millrace.server.operation;

import io.millrace.model.SequenceNumber;
import io.millrace.server.write.Payload;
import java.time.Instant;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.Record;

/** Records as consumers get them. */
final class WireRecords {
    private WireRecords() {}

    /** Keeps the payload's data. */
    static Record of(SequenceNumber number, long arrivalMillis, Payload payload) {
        return Record.builder()
                .sequenceNumber(number.toString())
                .approximateArrivalTimestamp(Instant.ofEpochMilli(arrivalMillis))
                .partitionKey(payload.partitionKey())
                .data(SdkBytes.fromByteArrayUnsafe(payload.data()))
                .encryptionType(payload.sealed() ? EncryptionType.KMS : null)
                .build();
    }
}
