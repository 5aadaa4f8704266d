package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.EXPIRED_ITERATOR;
import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.RESOURCE_NOT_FOUND;

import io.millrace.frontdoor.Operation;
import io.millrace.model.StreamName;
import io.millrace.server.operation.Tokens.Token;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import io.millrace.server.write.Payload;
import io.millrace.storage.Batch;
import io.millrace.storage.LogStore;
import io.millrace.storage.ReadLimit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;

/** Reads records from an iterator on. */
final class GetRecords implements Operation<GetRecordsRequest, GetRecordsResponse> {
    private static final int RECORDS_MAX = 10_000;
    private static final int BYTES_MAX = 10 << 20;

    private final StreamFinder finder;
    private final Streams streams;
    private final LogStore store;
    private final Tokens tokens;

    GetRecords(StreamFinder finder, Streams streams, LogStore store, Tokens tokens) {
        this.finder = finder;
        this.streams = streams;
        this.store = store;
        this.tokens = tokens;
    }

    @Override
    public Class<GetRecordsRequest> inputType() {
        return GetRecordsRequest.class;
    }

    @Override
    public GetRecordsResponse handle(GetRecordsRequest input) {
        Token iterator = tokens.open(Tokens.Kind.SHARD_ITERATOR, input.shardIterator())
                .orElseThrow(() -> INVALID_ARGUMENT.because("Invalid ShardIterator."));
        Instant now = streams.now();
        if (Expiry.isOver(iterator.issued(), now)) {
            throw EXPIRED_ITERATOR.because(Expiry.message("Iterator", iterator.issued(), now));
        }
        checkStream(input, iterator);
        Shard shard = streams.find(new StreamName(iterator.name())).stream()
                .flatMap(stream -> stream.shards().stream())
                .filter(candidate -> candidate.log() == iterator.log())
                .findFirst()
                .orElseThrow(() -> RESOURCE_NOT_FOUND.because("Shard %s in stream %s under account %s does not exist"
                        .formatted(
                                iterator.note(),
                                iterator.name(),
                                finder.account().id())));
        int limit = input.limit() == null ? RECORDS_MAX : input.limit();
        return read(shard, iterator, new ReadLimit(limit, BYTES_MAX));
    }

    private void checkStream(GetRecordsRequest input, Token iterator) {
        if (input.streamARN() == null && input.streamId() == null) {
            return;
        }
        Optional<Stream> stream =
                finder.ifPresent(new StreamFinder.Reference(null, input.streamARN(), input.streamId()));
        if (stream.filter(found -> found.name().value().equals(iterator.name())).isEmpty()) {
            throw INVALID_ARGUMENT.because("Invalid ShardIterator.");
        }
    }

    private GetRecordsResponse read(Shard shard, Token iterator, ReadLimit limit) {
        List<Record> records = new ArrayList<>();
        long next = iterator.position();
        long behindMillis = 0;
        try {
            Batch batch = store.read(shard.log(), next, limit);
            for (Batch.Entry entry : batch.entries()) {
                records.add(record(shard, entry));
            }
            if (!batch.entries().isEmpty()) {
                Batch.Entry last = batch.entries().getLast();
                next = last.sequence() + 1;
                boolean more = next < store.extent(shard.log()).next();
                behindMillis = more ? Math.max(0, streams.now().toEpochMilli() - last.arrivalMillis()) : 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Token following =
                new Token(iterator.kind(), streams.now(), iterator.log(), next, iterator.name(), iterator.note());
        return GetRecordsResponse.builder()
                .records(records)
                .nextShardIterator(tokens.seal(following))
                .millisBehindLatest(behindMillis)
                .build();
    }

    private static Record record(Shard shard, Batch.Entry entry) throws IOException {
        Payload payload = Payload.decode(entry.payload());
        return Record.builder()
                .sequenceNumber(shard.sequenceNumber(entry.sequence(), entry.arrivalMillis())
                        .toString())
                .approximateArrivalTimestamp(Instant.ofEpochMilli(entry.arrivalMillis()))
                .partitionKey(payload.partitionKey())
                .data(SdkBytes.fromByteArrayUnsafe(payload.data()))
                .build();
    }
}
