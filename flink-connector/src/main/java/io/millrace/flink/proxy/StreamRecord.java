package io.millrace.flink.proxy;

import io.millrace.model.ShardId;
import java.math.BigInteger;
import java.time.Instant;

/**
 * A record as the stream returns it. The array belongs to the record: nobody writes into it.
 *
 * @param arrival when the service took the record, milliseconds precise
 */
@SuppressWarnings(
        "ArrayRecordComponent") // Nobody compares records, and a copy per record would cost more than it saves.
public record StreamRecord(
        ShardId shard, BigInteger sequenceNumber, String partitionKey, Instant arrival, byte[] data) {}
