package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INTERNAL_FAILURE;
import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.PROVISIONED_THROUGHPUT_EXCEEDED;

import io.millrace.frontdoor.BodyFormat;
import io.millrace.frontdoor.DirectAnswer;
import io.millrace.frontdoor.DirectCall;
import io.millrace.frontdoor.DirectOperation;
import io.millrace.frontdoor.RequestBody;
import io.millrace.model.SequenceNumber;
import io.millrace.server.direct.PutRecordsAnswer;
import io.millrace.server.direct.PutRecordsBody;
import io.millrace.server.metric.StreamMeters;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import io.millrace.server.write.NewRecord;
import io.millrace.server.write.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
        return PutRecordsBody.read(format, body)
                .map(read -> new DirectCall(
                        () -> PutRecordsRequest.builder()
                                .streamName(read.streamName())
                                .streamARN(read.streamArn())
                                .build(),
                        () -> DirectAnswer.of(answer(format, read))));
    }

    private byte[] answer(BodyFormat format, PutRecordsBody body) {
        StreamFinder.Reference reference = new StreamFinder.Reference(body.streamName(), body.streamArn(), null);
        Put put = put(reference, body.records());
        PutRecordsAnswer answer = new PutRecordsAnswer(format, put.records().size(), put.failed());
        List<@Nullable SequenceNumber> numbers = put.numbers();
        for (int index = 0; index < numbers.size(); index++) {
            SequenceNumber number = numbers.get(index);
            if (number != null) {
                answer.add(put.records().get(index).shard().id(), number);
            } else {
                Refusal refusal = refusal(put, index);
                answer.addRefusal(refusal.error().wireName(), refusal.message());
            }
        }
        return answer.finish(WireEncryption.isEncrypted(put.stream()));
    }

    @Override
    public PutRecordsResponse handle(PutRecordsRequest input) {
        StreamFinder.Reference reference =
                new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId());
        List<NewRecord> records = input.records().stream()
                .map(record -> Puts.entry(record.partitionKey(), record.explicitHashKey(), record.data()))
                .toList();
        Put put = put(reference, records);
        List<@Nullable SequenceNumber> numbers = put.numbers();
        List<PutRecordsResultEntry> results = new ArrayList<>(records.size());
        for (int index = 0; index < records.size(); index++) {
            results.add(result(put, index, numbers.get(index)));
        }
        return PutRecordsResponse.builder()
                .failedRecordCount(put.failed())
                .records(results)
                .encryptionType(WireEncryption.ofRecords(put.stream()))
                .build();
    }

    private PutRecordsResultEntry result(Put put, int index, @Nullable SequenceNumber number) {
        if (number != null) {
            return PutRecordsResultEntry.builder()
                    .shardId(put.records().get(index).shard().id().toString())
                    .sequenceNumber(number.toString())
                    .build();
        }
        Refusal refusal = refusal(put, index);
        return PutRecordsResultEntry.builder()
                .errorCode(refusal.error().wireName())
                .errorMessage(refusal.message())
                .build();
    }

    /** What became of a request's records. */
    private record Put(Puts.Appended appended) {

        Stream stream() {
            return appended.stream();
        }

        List<Puts.Routed> records() {
            return appended.records();
        }

        int failed() {
            return records().size() - places().size();
        }

        /** Of those that were admitted, one after another. */
        private List<Outcome.Place> places() {
            return appended.outcome() instanceof Outcome.Acknowledged acknowledged ? acknowledged.places() : List.of();
        }

        /** The records' numbers, null for one that was refused. */
        List<@Nullable SequenceNumber> numbers() {
            List<Outcome.Place> places = places();
            List<@Nullable SequenceNumber> numbers = new ArrayList<>(records().size());
            int next = 0;
            for (int index = 0; index < records().size(); index++) {
                if (places.isEmpty() || appended.over().get(index)) {
                    numbers.add(null);
                } else {
                    Outcome.Place place = places.get(next++);
                    numbers.add(records().get(index).shard().sequenceNumber(place.sequence(), place.arrivalMillis()));
                }
            }
            return numbers;
        }
    }

    private Put put(StreamFinder.Reference reference, List<NewRecord> records) {
        return new Put(puts.append(
                () -> finder.findWritable(reference), stream -> route(stream, records), StreamMeters::putRecords));
    }

    /** Why a record was refused. */
    private record Refusal(KinesisError error, String message) {}

    private Refusal refusal(Put put, int index) {
        Puts.Appended appended = put.appended();
        Refusal throttled = new Refusal(
                PROVISIONED_THROUGHPUT_EXCEEDED,
                puts.throttled(appended.stream(), appended.records().get(index).shard()));
        if (appended.over().get(index)) {
            return throttled;
        }
        return switch (appended.outcome()) {
            case Outcome.Throttled ignored -> throttled;
            case Outcome.Full ignored -> new Refusal(PROVISIONED_THROUGHPUT_EXCEEDED, puts.full(appended.stream()));
            case Outcome.Failed ignored -> new Refusal(INTERNAL_FAILURE, Puts.INTERNAL_FAILURE_MESSAGE);
            case Outcome.Sealed ignored -> new Refusal(INTERNAL_FAILURE, Puts.INTERNAL_FAILURE_MESSAGE);
            case Outcome.Acknowledged acknowledged -> throw new IllegalStateException("it was not refused");
        };
    }

    /** Throws before anything is written if any record is wrong. */
    private List<Puts.Routed> route(Stream stream, List<NewRecord> records) {
        Routing routing = new Routing(stream, records.size());
        long bytes = 0;
        for (int index = 0; index < records.size(); index++) {
            NewRecord record = records.get(index);
            puts.checkSize(stream, index + 1, record);
            bytes += record.bytes();
            routing.add(record);
        }
        if (bytes > REQUEST_BYTES_MAX) {
            throw INVALID_ARGUMENT.because("Records size exceeds 10 MB limit");
        }
        List<Shard> shards = routing.shards();
        List<Puts.Routed> routed = new ArrayList<>(records.size());
        for (int index = 0; index < records.size(); index++) {
            routed.add(new Puts.Routed(shards.get(index), records.get(index)));
        }
        return routed;
    }
}
