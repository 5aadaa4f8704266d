package io.millrace.trino;

import static io.millrace.trino.MillraceErrorCode.MILLRACE_SHARD_STALLED;

import io.trino.spi.TrinoException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.Record;

/** Pages through a range of one shard, exactly to its end. Belongs to one thread at a time and waits for answers. */
final class ShardReader {
    private static final int RECORDS_PER_CALL = 5_000;

    private final StreamClient streams;
    private final StreamReference stream;
    private final String shardId;
    private final ReadBounds bounds;

    private ShardStart position;
    private ShardEnd end;
    /** Null before the first call and when it has expired: then it is made from the position. */
    private @Nullable String iterator;

    private boolean finished;

    ShardReader(StreamClient streams, StreamReference stream, MillraceSplit split, ReadBounds bounds) {
        this.streams = streams;
        this.stream = stream;
        this.shardId = split.shardId();
        this.position = split.start();
        this.end = split.end();
        this.bounds = bounds;
    }

    /** The next admitted records, at least one; empty at the end. */
    Optional<List<Record>> next() {
        for (int calls = 0; !finished; calls++) {
            if (calls == Probe.EMPTY_ANSWERS_MAX) {
                throw new TrinoException(
                        MILLRACE_SHARD_STALLED,
                        "%s of %s has records but answers with none".formatted(shardId, stream.name()));
            }
            List<Record> records = read();
            if (!records.isEmpty()) {
                return Optional.of(records);
            }
        }
        return Optional.empty();
    }

    private List<Record> read() {
        String from = iterator == null ? open() : iterator;
        Optional<GetRecordsResponse> answer = streams.records(from, RECORDS_PER_CALL);
        if (answer.isEmpty()) {
            iterator = null;
            return List.of();
        }
        List<Record> records = answer.get().records();
        iterator = answer.get().nextShardIterator();
        // A full answer can claim to be at the tip when the next record came in the same millisecond; an empty one
        // cannot.
        boolean atTip = records.isEmpty() && answer.get().millisBehindLatest() == 0;
        if (end instanceof ShardEnd.Pinned pinned && !records.isEmpty()) {
            // Only now: had the pin been asked before the records, some of them might have come in between.
            end = Probe.settle(streams, stream, shardId, pinned);
        }
        finished = iterator == null || atTip;
        return admitted(records);
    }

    private List<Record> admitted(List<Record> records) {
        List<Record> admitted = new ArrayList<>(records.size());
        for (Record record : records) {
            if (isPastEnd(record) || bounds.ends(record)) {
                finished = true;
                break;
            }
            if (!isBeforePosition(record) && bounds.admits(record)) {
                admitted.add(record);
            }
        }
        if (!records.isEmpty() && !isBeforePosition(records.getLast())) {
            position = new ShardStart.AfterSequence(records.getLast().sequenceNumber());
        }
        return admitted;
    }

    private String open() {
        try {
            return streams.iterator(stream, shardId, position);
        } catch (InvalidArgumentException e) {
            // A number that a condition made up or took from another shard, or a time ahead of the stream's clock.
            // Every record is checked against the position anyway, so reading from the horizon costs time only.
            return streams.iterator(stream, shardId, new ShardStart.Horizon());
        }
    }

    private boolean isPastEnd(Record record) {
        return switch (end) {
            case ShardEnd.Before before ->
                SequenceNumbers.compare(record.sequenceNumber(), before.sequenceNumber()) >= 0;
            case ShardEnd.Drained drained -> false;
            case ShardEnd.Pinned pinned -> false;
        };
    }

    private boolean isBeforePosition(Record record) {
        return switch (position) {
            case ShardStart.AtSequence at -> SequenceNumbers.compare(record.sequenceNumber(), at.sequenceNumber()) < 0;
            case ShardStart.AfterSequence after ->
                SequenceNumbers.compare(record.sequenceNumber(), after.sequenceNumber()) <= 0;
            case ShardStart.AtTime at -> false;
            case ShardStart.Horizon horizon -> false;
        };
    }
}
