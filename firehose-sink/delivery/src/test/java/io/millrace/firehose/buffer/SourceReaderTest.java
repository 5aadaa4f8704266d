package io.millrace.firehose.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.firehose.stream.Positions;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

class SourceReaderTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant CREATED = NOW.minusSeconds(60);

    private final ScriptedStream stream = new ScriptedStream();
    private final List<String> read = new ArrayList<>();

    @Test
    void aChildIsNotReadBeforeItsParentsAreReadToTheirEnd() throws IOException {
        stream.closed("left", null, null, 1, 2, 3, 4, 5);
        stream.closed("right", null, null, 6, 7);
        stream.open("child", "left", "right", 8, 9);
        SourceReader reader = reader(Positions.NONE);

        poll(reader, 5);

        assertThat(read).hasSize(9).endsWith("child 8", "child 9").containsSubsequence("left 1", "left 5", "child 8");
        assertThat(reader.shards()).containsExactlyInAnyOrder("left", "right", "child");
    }

    @Test
    void aShardThatComesLaterIsFound() throws IOException {
        stream.open("first", null, null, 1);
        SourceReader reader = reader(Positions.NONE);
        poll(reader, 2);
        stream.open("second", "a-parent-that-is-gone", null, 2);

        reader.poll(NOW.plusSeconds(9), this::add);
        boolean foundEarly = read.contains("second 2");
        reader.poll(NOW.plusSeconds(10), this::add);

        assertThat(foundEarly).isFalse();
        assertThat(read).containsExactly("first 1", "second 2");
    }

    @Test
    void thereIsMoreUntilEveryShardIsReadAsFarAsItGoes() throws IOException {
        stream.closed("parent", null, null, 1, 2, 3);
        stream.open("child", "parent", null, 4);
        SourceReader reader = reader(Positions.NONE);
        List<Boolean> more = new ArrayList<>();

        for (int i = 0; i < 4; i++) {
            more.add(reader.poll(NOW, this::add));
        }

        assertThat(read).containsExactly("parent 1", "parent 2", "parent 3", "child 4");
        // The third read finds the child, which has no more than it brings.
        assertThat(more).containsExactly(true, true, false, false);
    }

    @Test
    void readingGoesOnAfterThePositionsAndBeginsWhereItIsTold() throws IOException {
        stream.open("known", null, null, 1, 2, 3);
        stream.open("new", null, null, 4);

        poll(reader(new Positions(new TreeMap<>(Map.of("known", BigInteger.TWO)))), 3);

        assertThat(read).containsExactly("known 3", "new 4");
        assertThat(stream.asked)
                .contains(
                        ShardIteratorType.AFTER_SEQUENCE_NUMBER + " 2", ShardIteratorType.AT_TIMESTAMP + " " + CREATED);
    }

    @Test
    void anExpiredIteratorIsReplacedAndAThrottledReadRepeated() throws IOException {
        stream.open("shard", null, null, 1, 2, 3, 4, 5);
        stream.failures.add(ProvisionedThroughputExceededException.builder()
                .message("too often")
                .build());
        stream.failures.add(ExpiredIteratorException.builder().message("old").build());

        poll(reader(Positions.NONE), 6);

        assertThat(read).containsExactly("shard 1", "shard 2", "shard 3", "shard 4", "shard 5");
    }

    private SourceReader reader(Positions positions) {
        return new SourceReader(stream, "flights", new Start.At(CREATED), positions);
    }

    private void poll(SourceReader reader, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            reader.poll(NOW, this::add);
        }
    }

    private void add(String shard, List<Record> records) {
        records.forEach(record -> read.add(shard + " " + record.sequenceNumber()));
    }
}
