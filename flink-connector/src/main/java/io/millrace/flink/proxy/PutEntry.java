package io.millrace.flink.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.model.PartitionKey;

/** A record on its way into a stream. The array belongs to the entry. */
@SuppressWarnings(
        "ArrayRecordComponent") // Nobody compares entries, and a copy per record would cost more than it saves.
public record PutEntry(PartitionKey partitionKey, byte[] data) {
    /** What the entry counts against the limits of record and request. */
    public int bytes() {
        return data.length + partitionKey.value().getBytes(UTF_8).length;
    }
}
