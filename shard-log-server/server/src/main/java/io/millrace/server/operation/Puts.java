package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.VALIDATION;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.frontdoor.Account;
import io.millrace.model.HashKey;
import io.millrace.model.PartitionKey;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import io.millrace.server.write.Append;
import io.millrace.server.write.Outcome;
import io.millrace.server.write.Payload;
import io.millrace.server.write.WriterLoop;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/** What PutRecord and PutRecords have in common: sizes, routing and the append itself. */
final class Puts {
    static final String INTERNAL_FAILURE_MESSAGE = "Internal service failure.";

    private final Account account;
    private final WriterLoop writer;
    private final MeterRegistry meters;

    Puts(Account account, WriterLoop writer, MeterRegistry meters) {
        this.account = account;
        this.writer = writer;
        this.meters = meters;
    }

    /** A record as the caller gave it; the bytes stay the SDK's. */
    record Entry(String partitionKey, @Nullable String explicitHashKey, SdkBytes data) {
        /** Data and partition key, as AWS counts them. */
        int bytes() {
            return data.asByteArrayUnsafe().length + partitionKey.getBytes(UTF_8).length;
        }
    }

    record Routed(Shard shard, Entry entry) {}

    void checkSize(Stream stream, String path, Entry entry) {
        int max = stream.properties().maxRecordBytes();
        if (entry.bytes() > max) {
            throw VALIDATION.because(("1 validation error detected: Value at '%s' failed to satisfy constraint: "
                            + "Member must have length less than or equal to %d")
                    .formatted(path, max));
        }
    }

    static Shard shardFor(Stream stream, Entry entry) {
        if (entry.explicitHashKey() == null) {
            return stream.shardFor(new PartitionKey(entry.partitionKey()).hash());
        }
        BigInteger value = new BigInteger(entry.explicitHashKey());
        if (value.compareTo(HashKey.MAX.value()) > 0) {
            throw INVALID_ARGUMENT.because(
                    "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was "
                            + entry.explicitHashKey());
        }
        return stream.shardFor(new HashKey(value));
    }

    /** Waits until the records are durable or refused. */
    Outcome append(Stream stream, List<Routed> records) {
        Outcome outcome = writer.append(records.stream()
                .map(record -> new Append(
                        record.shard().log(),
                        Payload.encode(
                                record.entry().partitionKey(),
                                record.entry().data().asByteBuffer())))
                .toList());
        if (outcome instanceof Outcome.Acknowledged) {
            String name = stream.name().value();
            long bytes =
                    records.stream().mapToLong(record -> record.entry().bytes()).sum();
            meters.counter("stream_append_records", "stream", name).increment(records.size());
            meters.counter("stream_append_bytes", "stream", name).increment((double) bytes);
        }
        return outcome;
    }

    String throttled(Stream stream, Shard shard) {
        return "Rate exceeded for shard %s in stream %s under account %s."
                .formatted(shard.id(), stream.name(), account.id());
    }
}
