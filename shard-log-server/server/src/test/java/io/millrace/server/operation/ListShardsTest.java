package io.millrace.server.operation;

import static io.millrace.server.operation.Kinesis.assertRefused;
import static io.millrace.server.operation.KinesisError.EXPIRED_NEXT_TOKEN;
import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.RESOURCE_IN_USE;
import static io.millrace.server.operation.KinesisError.RESOURCE_NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.millrace.frontdoor.ApiException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilter;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;

class ListShardsTest {
    private static final List<String> ALL =
            List.of("shardId-000000000000", "shardId-000000000001", "shardId-000000000002");

    @RegisterExtension
    private final Kinesis kinesis = new Kinesis();

    @BeforeEach
    void create() {
        kinesis.createStream("orders", 3);
    }

    @Test
    void listsPageByPage() {
        ListShardsResponse first = list(request -> request.streamName("orders").maxResults(2));
        ListShardsResponse second = list(request -> request.nextToken(first.nextToken()));

        assertThat(ids(first)).isEqualTo(ALL.subList(0, 2));
        assertThat(ids(second)).isEqualTo(ALL.subList(2, 3));
        assertThat(second.nextToken()).isNull();
        assertThat(ids(list(request -> request.streamName("orders").exclusiveStartShardId(ALL.get(1)))))
                .isEqualTo(ALL.subList(2, 3));
    }

    @ParameterizedTest
    @EnumSource(
            value = ShardFilterType.class,
            names = {"AT_TRIM_HORIZON", "FROM_TRIM_HORIZON", "AT_LATEST"})
    void openShardsPassTheFiltersWithoutAnArgument(ShardFilterType type) {
        assertThat(ids(list(request -> request.streamName("orders").shardFilter(filter -> filter.type(type)))))
                .isEqualTo(ALL);
        assertInvalid(filter -> filter.type(type).shardId(ALL.getFirst()));
        assertInvalid(filter -> filter.type(type).timestamp(Kinesis.START));
    }

    @Test
    void afterAShardIdStandTheLaterShards() {
        assertThat(ids(list(request -> request.streamName("orders")
                        .shardFilter(filter ->
                                filter.type(ShardFilterType.AFTER_SHARD_ID).shardId(ALL.getFirst())))))
                .isEqualTo(ALL.subList(1, 3));
        assertInvalid(filter -> filter.type(ShardFilterType.AFTER_SHARD_ID));
    }

    @Test
    void atATimeStandTheShardsThatWereOpenThen() {
        UnaryOperator<ShardFilter.Builder> at = filter -> filter.type(ShardFilterType.AT_TIMESTAMP);

        assertThat(filtered(filter -> at.apply(filter).timestamp(Kinesis.START)))
                .isEqualTo(ALL);
        assertThat(filtered(filter -> at.apply(filter).timestamp(Kinesis.START.minusMillis(1))))
                .as("as at the trim horizon")
                .isEqualTo(ALL);
        assertThat(filtered(
                        filter -> filter.type(ShardFilterType.FROM_TIMESTAMP).timestamp(Kinesis.START.minusMillis(1))))
                .isEqualTo(ALL);
        assertInvalid(at);
    }

    @Test
    void aPageKeepsItsFilter() {
        ListShardsResponse first = list(request -> request.streamName("orders")
                .maxResults(1)
                .shardFilter(
                        filter -> filter.type(ShardFilterType.AFTER_SHARD_ID).shardId(ALL.getFirst())));
        ListShardsResponse second = list(request -> request.nextToken(first.nextToken()));

        assertThat(ids(first)).isEqualTo(ALL.subList(1, 2));
        assertThat(ids(second)).isEqualTo(ALL.subList(2, 3));
    }

    @Test
    void aTokenStandsForTheStream() {
        String token =
                list(request -> request.streamName("orders").maxResults(1)).nextToken();

        assertRefused(
                () -> list(request -> request), INVALID_ARGUMENT, "Either NextToken or StreamName should be provided.");
        assertRefused(
                () -> list(request -> request.streamName("orders").nextToken(token)),
                INVALID_ARGUMENT,
                "NextToken and StreamName cannot be provided together.");
        assertRefused(() -> list(request -> request.nextToken("no token")), INVALID_ARGUMENT, "Invalid NextToken.");
        kinesis.clock.advance(Duration.ofMinutes(6));
        assertThatThrownBy(() -> list(request -> request.nextToken(token)))
                .asInstanceOf(type(ApiException.class))
                .returns(EXPIRED_NEXT_TOKEN, ApiException::code);
    }

    @Test
    void theCreationTimeTellsStreamsOfOneNameApart() {
        assertThat(ids(list(request -> request.streamName("orders").streamCreationTimestamp(Kinesis.START))))
                .isEqualTo(ALL);
        assertRefused(
                () -> list(
                        request -> request.streamName("orders").streamCreationTimestamp(Kinesis.START.minusSeconds(1))),
                RESOURCE_NOT_FOUND,
                "Stream orders under account 000000000000 not found.");
    }

    @Test
    void aStreamThatIsNotActiveHasNoShardsToList() {
        kinesis.call(
                CreateStreamRequest.builder().streamName("clicks").shardCount(1).build(), CreateStreamResponse.class);

        assertRefused(
                () -> list(request -> request.streamName("clicks")),
                RESOURCE_IN_USE,
                "Stream clicks under account 000000000000 not ACTIVE, instead in state CREATING");
    }

    private void assertInvalid(UnaryOperator<ShardFilter.Builder> filter) {
        assertThatThrownBy(() -> filtered(filter))
                .asInstanceOf(type(ApiException.class))
                .returns(INVALID_ARGUMENT, ApiException::code);
    }

    private List<String> filtered(UnaryOperator<ShardFilter.Builder> filter) {
        return ids(list(request -> request.streamName("orders")
                .shardFilter(filter.apply(ShardFilter.builder()).build())));
    }

    private ListShardsResponse list(UnaryOperator<ListShardsRequest.Builder> request) {
        return kinesis.call(request.apply(ListShardsRequest.builder()).build(), ListShardsResponse.class);
    }

    private static List<String> ids(ListShardsResponse response) {
        return response.shards().stream().map(Shard::shardId).toList();
    }
}
