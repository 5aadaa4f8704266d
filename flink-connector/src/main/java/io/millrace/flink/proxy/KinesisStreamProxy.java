package io.millrace.flink.proxy;

import io.millrace.flink.proxy.StreamException.Kind;
import io.millrace.model.ShardId;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** The Kinesis API as a {@link StreamProxy}. */
final class KinesisStreamProxy implements StreamProxy {
    private static final int SHARDS_PER_PAGE = 1000;
    private static final int SERVER_ERROR = 500;
    private static final int TOO_MANY_REQUESTS = 429;

    private final KinesisClient client;
    private final KinesisStreams stream;
    private final InstantSource clock;
    private final @Nullable String name;
    private final @Nullable String arn;

    KinesisStreamProxy(KinesisClient client, KinesisStreams stream, InstantSource clock) {
        this.client = client;
        this.stream = stream;
        this.clock = clock;
        this.name = stream.isArn() ? null : stream.stream();
        this.arn = stream.isArn() ? stream.stream() : null;
    }

    @Override
    public ShardListing listShards() throws StreamException {
        List<ShardDescription> shards = new ArrayList<>();
        ListShardsResponse page =
                call(() -> client.listShards(request -> firstPage(request).maxResults(SHARDS_PER_PAGE)));
        // The first page's time: a shard that is split while the pages are fetched is then read past its split.
        Instant serverTime = serverTime(page);
        addShards(page, shards);
        while (page.nextToken() != null) {
            String token = page.nextToken();
            page = call(
                    () -> client.listShards(request -> request.nextToken(token).maxResults(SHARDS_PER_PAGE)));
            addShards(page, shards);
        }
        return new ShardListing(shards, serverTime);
    }

    private ListShardsRequest.Builder firstPage(ListShardsRequest.Builder request) {
        return request.streamName(name).streamARN(arn);
    }

    private static void addShards(ListShardsResponse page, List<ShardDescription> shards) {
        for (Shard shard : page.shards()) {
            Set<ShardId> parents = new LinkedHashSet<>();
            if (shard.parentShardId() != null) {
                parents.add(ShardId.parse(shard.parentShardId()));
            }
            if (shard.adjacentParentShardId() != null) {
                parents.add(ShardId.parse(shard.adjacentParentShardId()));
            }
            boolean open = shard.sequenceNumberRange() == null
                    || shard.sequenceNumberRange().endingSequenceNumber() == null;
            shards.add(new ShardDescription(ShardId.parse(shard.shardId()), parents, open));
        }
    }

    @Override
    public String iterator(ShardId shard, ShardPosition position) throws StreamException {
        return call(() -> client.getShardIterator(request ->
                        at(position, request).streamName(name).streamARN(arn).shardId(shard.toString())))
                .shardIterator();
    }

    private static GetShardIteratorRequest.Builder at(ShardPosition position, GetShardIteratorRequest.Builder request) {
        if (position instanceof ShardPosition.AtTimestamp at) {
            return request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(at.arrival());
        }
        if (position instanceof ShardPosition.At at) {
            return request.shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
                    .startingSequenceNumber(at.sequenceNumber().toString());
        }
        return request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
    }

    @Override
    public RecordBatch records(ShardId shard, String iterator, int limit) throws StreamException {
        GetRecordsResponse response = call(() -> client.getRecords(
                request -> request.shardIterator(iterator).streamARN(arn).limit(limit)));
        List<StreamRecord> records = new ArrayList<>(response.records().size());
        for (Record item : response.records()) {
            records.add(new StreamRecord(
                    shard,
                    new BigInteger(item.sequenceNumber()),
                    item.partitionKey(),
                    item.approximateArrivalTimestamp(),
                    item.data().asByteArrayUnsafe()));
        }
        Long behind = response.millisBehindLatest();
        return new RecordBatch(
                records, response.nextShardIterator(), behind == null ? 0 : behind, serverTime(response));
    }

    @Override
    public Duration retention() throws StreamException {
        int hours = call(() -> client.describeStreamSummary(
                        request -> request.streamName(name).streamARN(arn)))
                .streamDescriptionSummary()
                .retentionPeriodHours();
        return Duration.ofHours(hours);
    }

    @Override
    public List<PutFailure> put(List<PutEntry> entries) throws StreamException {
        List<PutRecordsRequestEntry> items = new ArrayList<>(entries.size());
        for (PutEntry entry : entries) {
            items.add(PutRecordsRequestEntry.builder()
                    .partitionKey(entry.partitionKey().value())
                    .data(SdkBytes.fromByteArrayUnsafe(entry.data()))
                    .build());
        }
        PutRecordsResponse response = call(() -> client.putRecords(
                request -> request.streamName(name).streamARN(arn).records(items)));
        if (response.records().size() != entries.size()) {
            throw new StreamException(
                    Kind.REFUSED,
                    "stream %s answered %d entries for %d records"
                            .formatted(stream.streamName(), response.records().size(), entries.size()),
                    null);
        }
        List<PutFailure> failures = new ArrayList<>();
        for (int index = 0; index < entries.size(); index++) {
            PutRecordsResultEntry result = response.records().get(index);
            if (result.errorCode() != null) {
                failures.add(new PutFailure(
                        index, kindOf(result.errorCode(), 0), result.errorCode() + ": " + result.errorMessage()));
            }
        }
        return failures;
    }

    @Override
    public void close() {
        client.close();
    }

    private <T> T call(Supplier<T> request) throws StreamException {
        try {
            return request.get();
        } catch (KinesisException e) {
            String code = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
            throw new StreamException(
                    kindOf(code, e.statusCode()), "stream " + stream.streamName() + ": " + e.getMessage(), e);
        } catch (SdkClientException e) {
            // The SDK marks what never reached the service; the rest, such as missing credentials, stays as it is.
            Kind kind = e.retryable() || causedByConnection(e) ? Kind.UNAVAILABLE : Kind.REFUSED;
            throw new StreamException(kind, "stream " + stream.streamName() + ": " + e.getMessage(), e);
        }
    }

    private static boolean causedByConnection(Throwable error) {
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof java.io.IOException) {
                return true;
            }
        }
        return false;
    }

    private static Kind kindOf(@Nullable String code, int status) {
        return switch (code == null ? "" : code) {
            case "ProvisionedThroughputExceededException",
                    "LimitExceededException",
                    "KMSThrottlingException",
                    "ThrottlingException" -> Kind.THROTTLED;
            // A stream that is being created answers so.
            case "InternalFailure", "InternalFailureException", "ServiceUnavailable", "ResourceInUseException" ->
                Kind.UNAVAILABLE;
            case "ExpiredIteratorException" -> Kind.ITERATOR_EXPIRED;
            case "ResourceNotFoundException" -> Kind.NOT_FOUND;
            case "InvalidArgumentException" -> Kind.INVALID_ARGUMENT;
            default ->
                status == TOO_MANY_REQUESTS ? Kind.THROTTLED : status >= SERVER_ERROR ? Kind.UNAVAILABLE : Kind.REFUSED;
        };
    }

    private Instant serverTime(SdkResponse response) {
        return response.sdkHttpResponse()
                .firstMatchingHeader("Date")
                .flatMap(KinesisStreamProxy::parse)
                .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    private static java.util.Optional<Instant> parse(String date) {
        try {
            return java.util.Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return java.util.Optional.empty();
        }
    }
}
