package io.millrace.trino;

import static io.millrace.trino.MillraceErrorCode.MILLRACE_SERVICE_ERROR;
import static io.millrace.trino.MillraceErrorCode.MILLRACE_STREAM_NOT_FOUND;

import com.google.inject.Inject;
import io.trino.spi.TrinoException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * The four calls that reading a stream takes. Each waits for its answer, throttling included, and throws
 * {@link TrinoException}.
 */
final class StreamClient {
    private final KinesisClient kinesis;

    @Inject
    StreamClient(KinesisClient kinesis) {
        this.kinesis = kinesis;
    }

    /** Every shard that holds or may hold records, closed ones included. */
    List<Shard> shards(StreamReference stream) {
        List<Shard> shards = new ArrayList<>();
        String token = null;
        do {
            ListShardsResponse page = list(stream, token);
            shards.addAll(page.shards());
            token = page.nextToken();
        } while (token != null);
        return List.copyOf(shards);
    }

    /** An iterator behind the last record that the shard holds now. */
    String latest(StreamReference stream, String shardId) {
        return iterator(request(stream, shardId).shardIteratorType(ShardIteratorType.LATEST));
    }

    /** Throws {@link InvalidArgumentException} for a number that is not the shard's or a time to come. */
    String iterator(StreamReference stream, String shardId, ShardStart start) {
        GetShardIteratorRequest.Builder request = request(stream, shardId);
        return iterator(
                switch (start) {
                    case ShardStart.Horizon horizon -> request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
                    case ShardStart.AtSequence at ->
                        request.shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
                                .startingSequenceNumber(at.sequenceNumber());
                    case ShardStart.AfterSequence after ->
                        request.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                                .startingSequenceNumber(after.sequenceNumber());
                    case ShardStart.AtTime at ->
                        request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                                .timestamp(at.arrival());
                });
    }

    /** Empty if the iterator has expired. */
    Optional<GetRecordsResponse> records(String iterator, int limit) {
        try {
            return Optional.of(call(
                    "GetRecords",
                    () -> kinesis.getRecords(
                            request -> request.shardIterator(iterator).limit(limit))));
        } catch (ExpiredIteratorException e) {
            return Optional.empty();
        }
    }

    private ListShardsResponse list(StreamReference stream, @Nullable String token) {
        // A token stands for the stream it came from; naming both is refused.
        ListShardsRequest request = token == null
                ? ListShardsRequest.builder()
                        .streamARN(stream.arn().orElse(null))
                        .streamName(name(stream))
                        .build()
                : ListShardsRequest.builder().nextToken(token).build();
        return call("ListShards of " + stream.name(), () -> kinesis.listShards(request));
    }

    private String iterator(GetShardIteratorRequest.Builder request) {
        GetShardIteratorRequest built = request.build();
        return call("GetShardIterator of " + built.shardId(), () -> kinesis.getShardIterator(built))
                .shardIterator();
    }

    private static GetShardIteratorRequest.Builder request(StreamReference stream, String shardId) {
        return GetShardIteratorRequest.builder()
                .streamARN(stream.arn().orElse(null))
                .streamName(name(stream))
                .shardId(shardId);
    }

    private static @Nullable String name(StreamReference stream) {
        return stream.arn().isPresent() ? null : stream.name();
    }

    private static <T> T call(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (ResourceNotFoundException e) {
            throw new TrinoException(
                    MILLRACE_STREAM_NOT_FOUND, e.awsErrorDetails().errorMessage(), e);
        } catch (ExpiredIteratorException | InvalidArgumentException e) {
            throw e;
        } catch (SdkException e) {
            throw new TrinoException(MILLRACE_SERVICE_ERROR, "%s failed: %s".formatted(what, e.getMessage()), e);
        }
    }
}
