package io.millrace.server.operation;

import static io.millrace.server.direct.GetRecordsBody.RECORDS_MAX;
import static io.millrace.server.operation.KinesisError.EXPIRED_ITERATOR;
import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.RESOURCE_NOT_FOUND;

import com.linecorp.armeria.common.HttpData;
import io.millrace.frontdoor.BodyFormat;
import io.millrace.frontdoor.DirectAnswer;
import io.millrace.frontdoor.DirectCall;
import io.millrace.frontdoor.DirectOperation;
import io.millrace.frontdoor.RequestBody;
import io.millrace.model.ShardId;
import io.millrace.model.StreamName;
import io.millrace.server.direct.GetRecordsAnswer;
import io.millrace.server.direct.GetRecordsBody;
import io.millrace.server.operation.Tokens.Token;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import io.millrace.storage.ReadLimit;
import io.netty.buffer.PooledByteBufAllocator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;

/** Reads records from an iterator on. */
final class GetRecords implements DirectOperation<GetRecordsRequest, GetRecordsResponse> {
    private static final int BYTES_MAX = 10 << 20;

    /**
     * What an answer costs the general way, by the bytes of its records: they themselves, a text of a third more that is
     * copied as it grows, and the text as it is sent.
     */
    private static final int GENERAL_COST = 5;

    private final StreamFinder finder;
    private final Streams streams;
    private final ShardReads reads;
    private final Tokens tokens;
    private final Gets gets;

    GetRecords(StreamFinder finder, Streams streams, ShardReads reads, Tokens tokens, Gets gets) {
        this.finder = finder;
        this.streams = streams;
        this.reads = reads;
        this.tokens = tokens;
        this.gets = gets;
    }

    @Override
    public Class<GetRecordsRequest> inputType() {
        return GetRecordsRequest.class;
    }

    @Override
    public Optional<DirectCall> read(BodyFormat format, RequestBody body) {
        return switch (format) {
            case JSON -> Optional.empty();
            case CBOR ->
                GetRecordsBody.read(body)
                        .map(read -> new DirectCall(
                                () -> GetRecordsRequest.builder()
                                        .shardIterator(read.shardIterator())
                                        .build(),
                                () -> answer(read)));
        };
    }

    @Override
    public GetRecordsResponse handle(GetRecordsRequest input) {
        return records(input, Integer.MAX_VALUE);
    }

    @Override
    public DirectAnswer answer(GetRecordsRequest input, Function<GetRecordsResponse, byte[]> encoder) {
        Token iterator = open(input.shardIterator());
        AnswerBudget.Share share = gets.take(iterator.name(), iterator.note(), (long) GENERAL_COST * BYTES_MAX);
        boolean finished = false;
        try {
            byte[] body = encoder.apply(records(input, share.bytes() / GENERAL_COST));
            share.settle(body.length);
            finished = true;
            return new DirectAnswer(List.of(HttpData.wrap(body)), share::giveBack);
        } finally {
            if (!finished) {
                share.giveBack();
            }
        }
    }

    private GetRecordsResponse records(GetRecordsRequest input, long bytesMax) {
        Token iterator = open(input.shardIterator());
        checkStream(input, iterator);
        Place place = place(iterator);
        gets.admit(place.stream(), place.shard());
        List<Record> records = new ArrayList<>();
        ReadLimit limit =
                new ReadLimit(input.limit() == null ? RECORDS_MAX : input.limit(), (int) Math.min(bytesMax, BYTES_MAX));
        End end = read(
                place,
                iterator,
                limit,
                (number, arrival, payload) -> records.add(WireRecords.of(number, arrival, payload)));
        return GetRecordsResponse.builder()
                .records(records)
                .nextShardIterator(end.nextShardIterator())
                .millisBehindLatest(end.millisBehindLatest())
                .childShards(end.isOfShard() ? WireShards.children(end.children()) : null)
                .build();
    }

    private DirectAnswer answer(GetRecordsBody input) {
        Token iterator = open(input.shardIterator());
        Place place = place(iterator);
        gets.admit(place.stream(), place.shard());
        AnswerBudget.Share share = gets.take(iterator.name(), iterator.note(), BYTES_MAX);
        GetRecordsAnswer answer = new GetRecordsAnswer(PooledByteBufAllocator.DEFAULT);
        boolean finished = false;
        try {
            End end = read(place, iterator, new ReadLimit(input.limit(), (int) share.bytes()), answer::add);
            List<HttpData> pieces = end.isOfShard()
                    ? answer.finishShard(end.millisBehindLatest(), end.children())
                    : answer.finish(Objects.requireNonNull(end.nextShardIterator()), end.millisBehindLatest());
            finished = true;
            share.settle(pieces.stream().mapToLong(HttpData::length).sum());
            return new DirectAnswer(pieces, share::giveBack);
        } finally {
            if (!finished) {
                answer.release();
                share.giveBack();
            }
        }
    }

    private Token open(String shardIterator) {
        Token iterator = tokens.open(Tokens.Kind.SHARD_ITERATOR, unquoted(shardIterator))
                .orElseThrow(() -> INVALID_ARGUMENT.because("Invalid ShardIterator."));
        Instant now = streams.now();
        if (Expiry.isOver(iterator.issued(), now)) {
            throw EXPIRED_ITERATOR.because(Expiry.message("Iterator", iterator.issued(), now));
        }
        return iterator;
    }

    /** AWS takes an iterator within quotes, as callers send who print one as JSON. */
    private static String unquoted(String shardIterator) {
        int last = shardIterator.length() - 1;
        boolean quoted = last > 0 && shardIterator.charAt(0) == '"' && shardIterator.charAt(last) == '"';
        return quoted ? shardIterator.substring(1, last) : shardIterator;
    }

    /** The shard of an iterator, in its stream as it is now. */
    private record Place(Stream stream, Shard shard) {}

    private Place place(Token iterator) {
        return streams.find(new StreamName(iterator.name()))
                .flatMap(stream -> stream.shard(ShardId.parse(iterator.note()))
                        .filter(shard -> shard.log() == iterator.log())
                        .map(shard -> new Place(stream, shard)))
                .orElseThrow(() -> RESOURCE_NOT_FOUND.because("Shard %s in stream %s under account %s does not exist"
                        .formatted(
                                iterator.note(),
                                iterator.name(),
                                finder.account().id())));
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

    /**
     * Where a read ended.
     *
     * @param nextShardIterator null at the end of a closed shard
     * @param children of that shard
     */
    private record End(@Nullable String nextShardIterator, long millisBehindLatest, List<Shard> children) {
        boolean isOfShard() {
            return nextShardIterator == null;
        }
    }

    private End read(Place place, Token iterator, ReadLimit limit, ShardReads.Visitor visitor) {
        long start = System.nanoTime();
        Shard shard = place.shard();
        ShardReads.End read = reads.read(place.stream(), shard, iterator.position(), limit, visitor);
        Instant now = streams.now();
        gets.count(
                place.stream(),
                shard,
                new Gets.Read(read.records(), read.bytes(), read.ageMillis(now), System.nanoTime() - start));
        if (shard.isReadAt(read.next())) {
            return new End(null, 0, place.stream().shardMap().childrenOf(shard.id()));
        }
        Token following =
                new Token(iterator.kind(), now, iterator.log(), read.next(), iterator.name(), iterator.note());
        return new End(tokens.seal(following), reads.behindMillis(shard, read, now), List.of());
    }
}
