package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INTERNAL_FAILURE;
import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.PROVISIONED_THROUGHPUT_EXCEEDED;

import io.millrace.frontdoor.Operation;
import io.millrace.server.stream.Stream;
import io.millrace.server.write.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** Appends up to 500 records, each to the shard that owns its hash key, and says what became of each. */
final class PutRecords implements Operation<PutRecordsRequest, PutRecordsResponse> {
    private static final int REQUEST_BYTES_MAX = 10 << 20;

    private final StreamFinder finder;
    private final Puts puts;

    PutRecords(StreamFinder finder, Puts puts) {
        this.finder = finder;
        this.puts = puts;
    }

    @Override
    public Class<PutRecordsRequest> inputType() {
        return PutRecordsRequest.class;
    }

    @Override
    public PutRecordsResponse handle(PutRecordsRequest input) {
        Stream stream = finder.findWritable(
                new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId()));
        List<Puts.Routed> records = route(stream, input.records());
        return switch (puts.append(stream, records)) {
            case Outcome.Acknowledged(List < Outcome.Place > places) -> acknowledged(records, places);
            case Outcome.Throttled throttled ->
                refused(records, PROVISIONED_THROUGHPUT_EXCEEDED, record -> puts.throttled(stream, record.shard()));
            case Outcome.Failed failed -> refused(records, INTERNAL_FAILURE, record -> Puts.INTERNAL_FAILURE_MESSAGE);
        };
    }

    /** Throws before anything is written if any record is wrong. */
    private List<Puts.Routed> route(Stream stream, List<PutRecordsRequestEntry> records) {
        List<Puts.Routed> routed = new ArrayList<>(records.size());
        long bytes = 0;
        for (PutRecordsRequestEntry record : records) {
            Puts.Entry entry = new Puts.Entry(record.partitionKey(), record.explicitHashKey(), record.data());
            puts.checkSize(stream, "records.%d.member.data".formatted(routed.size() + 1), entry);
            bytes += entry.bytes();
            routed.add(new Puts.Routed(Puts.shardFor(stream, entry), entry));
        }
        if (bytes > REQUEST_BYTES_MAX) {
            throw INVALID_ARGUMENT.because("Records size exceeds 10 MB limit");
        }
        return routed;
    }

    private static PutRecordsResponse acknowledged(List<Puts.Routed> records, List<Outcome.Place> places) {
        List<PutRecordsResultEntry> results = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            Puts.Routed record = records.get(i);
            Outcome.Place place = places.get(i);
            results.add(PutRecordsResultEntry.builder()
                    .shardId(record.shard().id().toString())
                    .sequenceNumber(record.shard()
                            .sequenceNumber(place.sequence(), place.arrivalMillis())
                            .toString())
                    .build());
        }
        return PutRecordsResponse.builder()
                .failedRecordCount(0)
                .records(results)
                .build();
    }

    private static PutRecordsResponse refused(
            List<Puts.Routed> records, KinesisError error, Function<Puts.Routed, String> message) {
        List<PutRecordsResultEntry> results = records.stream()
                .map(record -> PutRecordsResultEntry.builder()
                        .errorCode(error.wireName())
                        .errorMessage(message.apply(record))
                        .build())
                .toList();
        return PutRecordsResponse.builder()
                .failedRecordCount(results.size())
                .records(results)
                .build();
    }
}
