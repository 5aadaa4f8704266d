package io.millrace.server.testing.kill;

import java.math.BigInteger;
import software.amazon.awssdk.services.kinesis.model.Record;

/** A record that was read. */
record Found(String data, String partitionKey, BigInteger sequenceNumber) {
    static Found of(Record record) {
        return new Found(record.data().asUtf8String(), record.partitionKey(), new BigInteger(record.sequenceNumber()));
    }
}
