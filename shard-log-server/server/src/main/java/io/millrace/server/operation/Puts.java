package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.VALIDATION;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.frontdoor.Account;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import io.millrace.server.write.Append;
import io.millrace.server.write.NewRecord;
import io.millrace.server.write.Outcome;
import io.millrace.server.write.Slice;
import io.millrace.server.write.WriterLoop;
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

    record Routed(Shard shard, NewRecord entry) {}

    /** A record as the SDK holds it; its bytes stay the SDK's. */
    static NewRecord entry(String partitionKey, @Nullable String explicitHashKey, SdkBytes data) {
        return new NewRecord(
                Slice.of(partitionKey.getBytes(UTF_8)), explicitHashKey, Slice.of(data.asByteArrayUnsafe()));
    }

    /** @param position of the record in its request, from 1; 0 if it is the request's only one */
    void checkSize(Stream stream, int position, NewRecord entry) {
        int max = stream.properties().maxRecordBytes();
        if (entry.bytes() > max) {
            String path = position == 0 ? "data" : "records.%d.member.data".formatted(position);
            throw VALIDATION.because(("1 validation error detected: Value at '%s' failed to satisfy constraint: "
                            + "Member must have length less than or equal to %d")
                    .formatted(path, max));
        }
    }

    /** Waits until the records are durable or refused. */
    Outcome append(Stream stream, List<Routed> records) {
        Outcome outcome = writer.append(records.stream()
                .map(record -> new Append(record.shard().log(), record.entry().content()))
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

    /**
     * What a caller is told while the log is at the end of its disk. Of the errors that both operations have, and
     * PutRecords for a record too, throttling alone makes every client wait and come again with the same records, which
     * is right: retention makes room. LimitExceededException is none of theirs, and after InternalFailure clients hurry.
     */
    String full(Stream stream) {
        return "The log has no room left on its disk for stream %s under account %s until records expire."
                .formatted(stream.name(), account.id());
    }

    String throttled(Stream stream, Shard shard) {
        return "Rate exceeded for shard %s in stream %s under account %s."
                .formatted(shard.id(), stream.name(), account.id());
    }
}
