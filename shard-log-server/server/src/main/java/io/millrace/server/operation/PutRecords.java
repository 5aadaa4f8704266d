package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INTERNAL_FAILURE;
import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.PROVISIONED_THROUGHPUT_EXCEEDED;

import io.millrace.frontdoor.BodyFormat;
import io.millrace.frontdoor.DirectAnswer;
import io.millrace.frontdoor.DirectCall;
import io.millrace.frontdoor.DirectOperation;
import io.millrace.frontdoor.RequestBody;
import io.millrace.server.direct.PutRecordsAnswer;
import io.millrace.server.direct.PutRecordsBody;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import io.millrace.server.write.NewRecord;
import io.millrace.server.write.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** Appends up to 500 records, each to the shard that owns its hash key, and says what became of each. */
final class PutRecords implements DirectOperation<PutRecordsRequest, PutRecordsResponse> {
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
    public Optional<DirectCall> read(BodyFormat format, RequestBody body) {
        return PutRecordsBody.read(format, body).map(read -> () -> DirectAnswer.of(answer(format, read)));
    }

    private byte[] answer(BodyFormat format, PutRecordsBody body) {
        StreamFinder.Reference reference = new StreamFinder.Reference(body.streamName(), body.streamArn(), null);
        return switch (put(reference, body.records())) {
            case Put.Done done -> {
                PutRecordsAnswer answer =
                        new PutRecordsAnswer(format, done.records().size());
                for (int index = 0; index < done.records().size(); index++) {
                    Shard shard = done.records().get(index).shard();
                    Outcome.Place place = done.places().get(index);
                    answer.add(shard.id(), shard.sequenceNumber(place.sequence(), place.arrivalMillis()));
                }
                yield answer.finish();
            }
            case Put.Refused refused ->
                PutRecordsAnswer.refused(format, refused.error().wireName(), refused.messages());
        };
    }

    @Override
    public PutRecordsResponse handle(PutRecordsRequest input) {
        StreamFinder.Reference reference =
                new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId());
        List<NewRecord> records = input.records().stream()
                .map(record -> Puts.entry(record.partitionKey(), record.explicitHashKey(), record.data()))
                .toList();
        List<PutRecordsResultEntry> results = switch (put(reference, records)) {
            case Put.Done done -> acknowledged(done);
            case Put.Refused refused -> refused(refused);
        };
        int failed = (int)
                results.stream().filter(result -> result.errorCode() != null).count();
        return PutRecordsResponse.builder()
                .failedRecordCount(failed)
                .records(results)
                .build();
    }

    /** What became of a request's records. */
    private sealed interface Put {
        record Done(List<Puts.Routed> records, List<Outcome.Place> places) implements Put {}

        /** @param messages one for each record */
        record Refused(KinesisError error, List<String> messages) implements Put {}
    }

    private Put put(StreamFinder.Reference reference, List<NewRecord> records) {
        Puts.Appended appended = puts.append(() -> finder.findWritable(reference), stream -> route(stream, records));
        List<Puts.Routed> routed = appended.records();
        return switch (appended.outcome()) {
            case Outcome.Acknowledged acknowledged -> new Put.Done(routed, acknowledged.places());
            case Outcome.Throttled throttled ->
                new Put.Refused(
                        PROVISIONED_THROUGHPUT_EXCEEDED,
                        routed.stream()
                                .map(record -> puts.throttled(appended.stream(), record.shard()))
                                .toList());
            case Outcome.Full full ->
                new Put.Refused(
                        PROVISIONED_THROUGHPUT_EXCEEDED,
                        Collections.nCopies(routed.size(), puts.full(appended.stream())));
            case Outcome.Failed failed -> failed(routed.size());
            case Outcome.Sealed sealed -> failed(routed.size());
        };
    }

    private static Put failed(int records) {
        return new Put.Refused(INTERNAL_FAILURE, Collections.nCopies(records, Puts.INTERNAL_FAILURE_MESSAGE));
    }

    /** Throws before anything is written if any record is wrong. */
    private List<Puts.Routed> route(Stream stream, List<NewRecord> records) {
        Routing routing = new Routing(stream);
        List<Puts.Routed> routed = new ArrayList<>(records.size());
        long bytes = 0;
        for (NewRecord record : records) {
            puts.checkSize(stream, routed.size() + 1, record);
            bytes += record.bytes();
            routed.add(new Puts.Routed(routing.shardFor(record), record));
        }
        if (bytes > REQUEST_BYTES_MAX) {
            throw INVALID_ARGUMENT.because("Records size exceeds 10 MB limit");
        }
        return routed;
    }

    private static List<PutRecordsResultEntry> acknowledged(Put.Done done) {
        List<PutRecordsResultEntry> results = new ArrayList<>(done.records().size());
        for (int index = 0; index < done.records().size(); index++) {
            Shard shard = done.records().get(index).shard();
            Outcome.Place place = done.places().get(index);
            results.add(PutRecordsResultEntry.builder()
                    .shardId(shard.id().toString())
                    .sequenceNumber(shard.sequenceNumber(place.sequence(), place.arrivalMillis())
                            .toString())
                    .build());
        }
        return results;
    }

    private static List<PutRecordsResultEntry> refused(Put.Refused refused) {
        return refused.messages().stream()
                .map(message -> PutRecordsResultEntry.builder()
                        .errorCode(refused.error().wireName())
                        .errorMessage(message)
                        .build())
                .toList();
    }
}
