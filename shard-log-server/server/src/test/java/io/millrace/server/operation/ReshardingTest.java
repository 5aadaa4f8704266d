package io.millrace.server.operation;

import static io.millrace.server.operation.Kinesis.assertRefused;
import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.LIMIT_EXCEEDED;
import static io.millrace.server.operation.KinesisError.RESOURCE_IN_USE;
import static io.millrace.server.operation.KinesisError.RESOURCE_NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.millrace.frontdoor.ApiException;
import io.millrace.server.stream.Retention;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryResponse;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.MergeShardsRequest;
import software.amazon.awssdk.services.kinesis.model.MergeShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilter;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SplitShardRequest;
import software.amazon.awssdk.services.kinesis.model.SplitShardResponse;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

class ReshardingTest {
    private static final String RING_END =
            BigInteger.TWO.pow(128).subtract(BigInteger.ONE).toString();
    private static final String HALF = BigInteger.TWO.pow(127).toString();
    private static final String QUARTER = BigInteger.TWO.pow(126).toString();

    @RegisterExtension
    private final Kinesis kinesis = new Kinesis();

    @BeforeEach
    void create() {
        kinesis.createStream("orders", 1);
    }

    @Test
    void aSplitShardIsClosedAtItsLastRecordAndItsChildrenOwnItsHashKeys() {
        kinesis.put("orders", "a", "first");
        String last = kinesis.put("orders", "b", "last").sequenceNumber();

        split(0, HALF);

        List<Shard> shards = shards();
        assertThat(shards).extracting(Shard::shardId).containsExactly(id(0), id(1), id(2));
        assertThat(shards.getFirst().sequenceNumberRange().endingSequenceNumber())
                .isEqualTo(last);
        assertThat(shards.get(1).hashKeyRange().startingHashKey()).isEqualTo("0");
        assertThat(shards.get(1).hashKeyRange().endingHashKey())
                .isEqualTo(new BigInteger(HALF).subtract(BigInteger.ONE).toString());
        assertThat(shards.get(2).hashKeyRange().startingHashKey()).isEqualTo(HALF);
        assertThat(shards.get(2).hashKeyRange().endingHashKey()).isEqualTo(RING_END);
        assertThat(shards.subList(1, 3)).allSatisfy(child -> {
            assertThat(child.parentShardId()).isEqualTo(id(0));
            assertThat(child.adjacentParentShardId()).isNull();
            assertThat(child.sequenceNumberRange().endingSequenceNumber()).isNull();
            assertThat(new BigInteger(child.sequenceNumberRange().startingSequenceNumber()))
                    .isGreaterThan(new BigInteger(last));
        });
    }

    @Test
    void mergedShardsHaveOneChildThatNamesBoth() {
        split(0, HALF);
        settle();

        merge(1, 2);

        Shard child = shards().getLast();
        assertThat(child.shardId()).isEqualTo(id(3));
        assertThat(child.parentShardId()).isEqualTo(id(1));
        assertThat(child.adjacentParentShardId()).isEqualTo(id(2));
        assertThat(child.hashKeyRange().startingHashKey()).isEqualTo("0");
        assertThat(child.hashKeyRange().endingHashKey()).isEqualTo(RING_END);
    }

    @Test
    void aChildsNumbersAreAboveItsParentsEvenInTheSecondOfItsParentsBirth() {
        String number = kinesis.put("orders", "a", "0").sequenceNumber();
        for (int parent = 0; parent < 20; parent++) {
            split(2 * parent, split(parent));
            settle();
            String next = kinesis.put("orders", "z", "next").sequenceNumber();

            assertThat(new BigInteger(next)).isGreaterThan(new BigInteger(number));
            number = next;
        }
    }

    /** Where to split the upper child again and again: below the hash of "z", which begins with fb. */
    private static String split(int times) {
        return new BigInteger(HALF).add(BigInteger.valueOf(1_000L * times)).toString();
    }

    @Test
    void theStreamIsUpdatingForAWhileAndTakesRecordsMeanwhile() {
        split(0, HALF);

        assertThat(describe().streamDescription().streamStatus()).isEqualTo(StreamStatus.UPDATING);
        kinesis.put("orders", "a", "meanwhile");
        assertRefused(
                () -> split(1, QUARTER),
                RESOURCE_IN_USE,
                "Stream orders under account 000000000000 not ACTIVE, instead in state UPDATING");
        settle();
        assertThat(describe().streamDescription().streamStatus()).isEqualTo(StreamStatus.ACTIVE);
    }

    @Test
    void recordsGoToTheChildrenAndTheParentIsReadToItsEnd() {
        kinesis.put("orders", "a", "before");
        split(0, HALF);
        kinesis.put("orders", "a", "after");

        GetRecordsResponse end = kinesis.records(kinesis.iterator("orders", 0, ShardIteratorType.TRIM_HORIZON));

        assertThat(Kinesis.data(end.records())).containsExactly("before");
        assertThat(end.nextShardIterator()).isNull();
        assertThat(end.millisBehindLatest()).isZero();
        assertThat(end.childShards()).hasSize(2).allSatisfy(child -> {
            assertThat(child.parentShards()).containsExactly(id(0));
            assertThat(child.hashKeyRange().startingHashKey()).isNotNull();
        });
        List<String> children = List.of(
                String.join(",", kinesis.data(kinesis.iterator("orders", 1, ShardIteratorType.TRIM_HORIZON))),
                String.join(",", kinesis.data(kinesis.iterator("orders", 2, ShardIteratorType.TRIM_HORIZON))));
        assertThat(children).containsExactlyInAnyOrder("after", "");
    }

    @Test
    void anIteratorFromBeforeASplitReadsOnToTheEnd() {
        String iterator = kinesis.iterator("orders", 0, ShardIteratorType.LATEST);
        kinesis.put("orders", "a", "before");
        split(0, HALF);

        GetRecordsResponse end = kinesis.records(iterator);

        assertThat(Kinesis.data(end.records())).containsExactly("before");
        assertThat(end.nextShardIterator()).isNull();
    }

    @Test
    void onlyOpenShardsCount() {
        split(0, HALF);

        assertThat(kinesis.call(
                                DescribeStreamSummaryRequest.builder()
                                        .streamName("orders")
                                        .build(),
                                DescribeStreamSummaryResponse.class)
                        .streamDescriptionSummary()
                        .openShardCount())
                .isEqualTo(2);
    }

    @Test
    void filtersTellShardsOpenNowFromThoseOpenThen() {
        kinesis.clock.advance(Duration.ofSeconds(10));
        split(0, HALF);
        kinesis.clock.advance(Duration.ofSeconds(10));

        assertThat(list(filter -> filter.type(ShardFilterType.AT_LATEST))).containsExactly(id(1), id(2));
        assertThat(list(filter -> filter.type(ShardFilterType.AT_TRIM_HORIZON))).containsExactly(id(0));
        assertThat(list(filter -> filter.type(ShardFilterType.FROM_TRIM_HORIZON)))
                .containsExactly(id(0), id(1), id(2));
        assertThat(list(filter -> filter.type(ShardFilterType.AT_TIMESTAMP).timestamp(Kinesis.START.plusSeconds(5))))
                .containsExactly(id(0));
        assertThat(list(filter -> filter.type(ShardFilterType.AT_TIMESTAMP).timestamp(Kinesis.START.plusSeconds(15))))
                .containsExactly(id(1), id(2));
        assertThat(list(filter -> filter.type(ShardFilterType.FROM_TIMESTAMP).timestamp(Kinesis.START.plusSeconds(15))))
                .containsExactly(id(1), id(2));
    }

    @Test
    void aClosedShardIsForgottenWhenItsRetentionIsOver() throws IOException {
        kinesis.put("orders", "a", "old");
        split(0, HALF);
        kinesis.clock.advance(Duration.ofHours(24).plusSeconds(1));

        Retention.run(kinesis.streams, kinesis.store);

        assertThat(shards()).extracting(Shard::shardId).containsExactly(id(1), id(2));
        split(2, new BigInteger(HALF).add(BigInteger.TWO.pow(126)).toString());
        assertThat(shards()).extracting(Shard::shardId).containsExactly(id(1), id(2), id(3), id(4));
    }

    @Test
    void whatIsChangedMustBeThereAndOpenAndFit() {
        assertRefused(
                () -> split(7, HALF),
                RESOURCE_NOT_FOUND,
                "Could not find shard shardId-000000000007 in stream orders under account 000000000000.");
        assertRefused(
                () -> split(0, "1"),
                INVALID_ARGUMENT,
                "NewStartingHashKey 1 used in SplitShard() on shard shardId-000000000000 in stream orders under account "
                        + "000000000000 is not both greater than one plus the shard's StartingHashKey 0 and less than "
                        + "the shard's EndingHashKey %s.".formatted(RING_END));
        assertThatThrownBy(() -> split(0, RING_END))
                .asInstanceOf(type(ApiException.class))
                .returns(INVALID_ARGUMENT, ApiException::code);
        split(0, HALF);
        settle();
        assertRefused(
                () -> split(0, HALF),
                INVALID_ARGUMENT,
                "Shard shardId-000000000000 in stream orders under account 000000000000 has already been merged or "
                        + "split, and thus is not eligible for merging or splitting.");
        split(1, QUARTER);
        settle();
        assertRefused(
                () -> merge(2, 3),
                INVALID_ARGUMENT,
                "Shards shardId-000000000002 and shardId-000000000003 in stream orders under account 000000000000 are "
                        + "not an adjacent pair of shards eligible for merging");
        // The other way round they would be adjacent.
        assertRefused(
                () -> merge(2, 4),
                INVALID_ARGUMENT,
                "Shards shardId-000000000002 and shardId-000000000004 in stream orders under account 000000000000 are "
                        + "not an adjacent pair of shards eligible for merging");
        assertThatThrownBy(() -> merge(2, 2))
                .asInstanceOf(type(ApiException.class))
                .returns(INVALID_ARGUMENT, ApiException::code);
    }

    @ParameterizedTest
    @CsvSource({
        "none, ABKLFD8, Could not find shard ABKLFD8 in stream none under account 000000000000.",
        "none, 2147483648, Could not find shard 2147483648 in stream none under account 000000000000.",
        "none, 2147483647, Stream none under account 000000000000 not found.",
        "orders, x-5, Could not find shard shardId-000000000005 in stream orders under account 000000000000."
    })
    void aShardThatIsNotThereIsNamedInFull(String stream, String shard, String message) {
        assertRefused(
                () -> kinesis.call(
                        SplitShardRequest.builder()
                                .streamName(stream)
                                .shardToSplit(shard)
                                .newStartingHashKey(HALF)
                                .build(),
                        SplitShardResponse.class),
                RESOURCE_NOT_FOUND,
                message);
        assertRefused(
                () -> kinesis.call(
                        MergeShardsRequest.builder()
                                .streamName(stream)
                                .shardToMerge("shardId-0")
                                .adjacentShardToMerge(shard)
                                .build(),
                        MergeShardsResponse.class),
                RESOURCE_NOT_FOUND,
                message);
    }

    @Test
    void noMoreShardsAreOpenedThanTheAccountMayHave() {
        kinesis.createStream("many", 499);

        assertThatThrownBy(() -> split(0, HALF))
                .asInstanceOf(type(ApiException.class))
                .returns(LIMIT_EXCEEDED, ApiException::code);
        assertThat(shards()).hasSize(1);
        kinesis.put("orders", "a", "the shard is open as before");
    }

    @Test
    void everythingIsAsItWasAfterARestart() throws IOException {
        kinesis.put("orders", "a", "before");
        split(0, HALF);
        List<Shard> before = shards();

        kinesis.reopen();

        assertThat(shards()).isEqualTo(before);
        assertThat(kinesis.records(kinesis.iterator("orders", 0, ShardIteratorType.TRIM_HORIZON))
                        .nextShardIterator())
                .isNull();
        kinesis.put("orders", "a", "after");
    }

    private void split(int shard, String startingHashKey) {
        kinesis.call(
                SplitShardRequest.builder()
                        .streamName("orders")
                        .shardToSplit(id(shard))
                        .newStartingHashKey(startingHashKey)
                        .build(),
                SplitShardResponse.class);
    }

    private void merge(int shard, int adjacent) {
        kinesis.call(
                MergeShardsRequest.builder()
                        .streamName("orders")
                        .shardToMerge(id(shard))
                        .adjacentShardToMerge(id(adjacent))
                        .build(),
                MergeShardsResponse.class);
    }

    private void settle() {
        kinesis.clock.advance(Kinesis.UPDATING);
    }

    private DescribeStreamResponse describe() {
        return kinesis.call(DescribeStreamRequest.builder().streamName("orders").build(), DescribeStreamResponse.class);
    }

    private List<Shard> shards() {
        return describe().streamDescription().shards();
    }

    private List<String> list(UnaryOperator<ShardFilter.Builder> filter) {
        return kinesis
                .call(
                        ListShardsRequest.builder()
                                .streamName("orders")
                                .shardFilter(filter.apply(ShardFilter.builder()).build())
                                .build(),
                        ListShardsResponse.class)
                .shards()
                .stream()
                .map(Shard::shardId)
                .toList();
    }

    private static String id(int index) {
        return "shardId-%012d".formatted(index);
    }
}
