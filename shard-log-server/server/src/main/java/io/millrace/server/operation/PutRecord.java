package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INTERNAL_FAILURE;
import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.PROVISIONED_THROUGHPUT_EXCEEDED;

import io.millrace.frontdoor.Operation;
import io.millrace.model.SequenceNumber;
import io.millrace.server.metric.StreamMeters;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import io.millrace.server.write.NewRecord;
import io.millrace.server.write.Outcome;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;

/** Appends one record to the shard that owns its hash key. */
final class PutRecord implements Operation<PutRecordRequest, PutRecordResponse> {
    private final StreamFinder finder;
    private final Puts puts;
    private final InstantSource clock;

    PutRecord(StreamFinder finder, Puts puts, InstantSource clock) {
        this.finder = finder;
        this.puts = puts;
        this.clock = clock;
    }

    @Override
    public Class<PutRecordRequest> inputType() {
        return PutRecordRequest.class;
    }

    @Override
    public PutRecordResponse handle(PutRecordRequest input) {
        StreamFinder.Reference reference =
                new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId());
        NewRecord entry = Puts.entry(input.partitionKey(), input.explicitHashKey(), input.data());
        Puts.Appended appended = puts.append(
                () -> finder.findWritable(reference),
                stream -> route(stream, entry, input.sequenceNumberForOrdering()),
                StreamMeters::putRecord);
        Shard shard = appended.records().getFirst().shard();
        return switch (appended.outcome()) {
            case Outcome.Acknowledged acknowledged ->
                acknowledged(appended.stream(), shard, acknowledged.places().getFirst());
            case Outcome.Throttled throttled ->
                throw PROVISIONED_THROUGHPUT_EXCEEDED.because(puts.throttled(appended.stream(), shard));
            case Outcome.Full full -> throw PROVISIONED_THROUGHPUT_EXCEEDED.because(puts.full(appended.stream()));
            case Outcome.Failed failed -> throw INTERNAL_FAILURE.because(Puts.INTERNAL_FAILURE_MESSAGE);
            case Outcome.Sealed sealed -> throw INTERNAL_FAILURE.because(Puts.INTERNAL_FAILURE_MESSAGE);
        };
    }

    private List<Puts.Routed> route(Stream stream, NewRecord entry, @Nullable String ordering) {
        puts.checkSize(stream, 0, entry);
        Routing routing = new Routing(stream, 1);
        routing.add(entry);
        Shard shard = routing.shards().getFirst();
        if (ordering != null) {
            checkOrdering(stream, ordering);
        }
        return List.of(new Puts.Routed(shard, entry));
    }

    private static PutRecordResponse acknowledged(Stream stream, Shard shard, Outcome.Place place) {
        return PutRecordResponse.builder()
                .shardId(shard.id().toString())
                .sequenceNumber(shard.sequenceNumber(place.sequence(), place.arrivalMillis())
                        .toString())
                .encryptionType(WireEncryption.ofRecords(stream))
                .build();
    }

    /** Numbers of a shard grow anyway; a number that cannot have been given out yet is refused. */
    private void checkOrdering(Stream stream, String sequenceNumber) {
        OptionalLong arrival = arrivalSeconds(sequenceNumber);
        if (arrival.isEmpty() || arrival.getAsLong() > clock.instant().getEpochSecond()) {
            throw INVALID_ARGUMENT.because(
                    "ExclusiveMinimumSequenceNumber %s used in PutRecord on stream %s under account %s is invalid."
                            .formatted(
                                    sequenceNumber,
                                    stream.name(),
                                    finder.account().id()));
        }
    }

    private static OptionalLong arrivalSeconds(String sequenceNumber) {
        try {
            return OptionalLong.of(SequenceNumber.parse(sequenceNumber).arrivalSeconds());
        } catch (IllegalArgumentException e) {
            return FormerSequenceNumber.parse(sequenceNumber).stream()
                    .mapToLong(FormerSequenceNumber::arrivalSeconds)
                    .findFirst();
        }
    }
}
