package io.millrace.firehose.buffer;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Reads one shard on from a position. One thread. */
final class ShardCursor {
    private static final Logger logger = LoggerFactory.getLogger(ShardCursor.class);

    private static final int RECORDS_MAX = 2_000;

    private final KinesisClient kinesis;
    private final String stream;
    private final String shard;
    private final Start start;

    private @Nullable BigInteger last;
    private @Nullable String iterator;
    private boolean drained;
    private boolean behind;

    ShardCursor(KinesisClient kinesis, StreamShard shard, Start start, @Nullable BigInteger last) {
        this.kinesis = kinesis;
        this.stream = shard.stream();
        this.shard = shard.shard();
        this.start = start;
        this.last = last;
    }

    record StreamShard(String stream, String shard) {}

    /** Whether the shard is closed and everything in it was read. */
    boolean drained() {
        return drained;
    }

    /** Whether the last read left records that are there. */
    boolean behind() {
        return behind;
    }

    /** The next records; none if there are none now, or the stream wants to be asked less often. */
    List<Record> poll() {
        behind = false;
        if (drained) {
            return List.of();
        }
        try {
            if (iterator == null) {
                iterator = kinesis.getShardIterator(position()).shardIterator();
            }
            GetRecordsResponse response =
                    kinesis.getRecords(get -> get.shardIterator(iterator).limit(RECORDS_MAX));
            iterator = response.nextShardIterator();
            drained = iterator == null;
            behind = !drained && response.millisBehindLatest() > 0;
            if (response.hasRecords() && !response.records().isEmpty()) {
                last = new BigInteger(response.records().getLast().sequenceNumber());
            }
            return response.records();
        } catch (ExpiredIteratorException e) {
            iterator = null;
            return List.of();
        } catch (ProvisionedThroughputExceededException e) {
            logger.debug("{} {} is read too often", stream, shard);
            return List.of();
        }
    }

    private GetShardIteratorRequest position() {
        GetShardIteratorRequest.Builder request =
                GetShardIteratorRequest.builder().streamName(stream).shardId(shard);
        if (last != null) {
            return request.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                    .startingSequenceNumber(last.toString())
                    .build();
        }
        return switch (start) {
            case Start.TrimHorizon oldest ->
                request.shardIteratorType(ShardIteratorType.TRIM_HORIZON).build();
            case Start.At at ->
                request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                        .timestamp(at.arrival())
                        .build();
        };
    }
}
