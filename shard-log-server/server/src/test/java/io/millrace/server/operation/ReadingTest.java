package io.millrace.server.operation;

import static io.millrace.server.operation.Kinesis.assertRefused;
import static io.millrace.server.operation.KinesisError.EXPIRED_ITERATOR;
import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.RESOURCE_NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.SequenceNumber;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamResponse;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

class ReadingTest {
    @RegisterExtension
    private final Kinesis kinesis = new Kinesis();

    @BeforeEach
    void create() {
        kinesis.createStream("orders", 2);
    }

    @Test
    void recordsAreReadAsTheyWerePut() {
        // "b" hashes to the second half of the ring.
        String number = kinesis.put("orders", "b", "first").sequenceNumber();
        kinesis.put("orders", "b", "second");

        GetRecordsResponse response = kinesis.records(kinesis.iterator("orders", 1, ShardIteratorType.TRIM_HORIZON));

        Record first = response.records().getFirst();
        assertThat(first.sequenceNumber()).isEqualTo(number);
        assertThat(first.partitionKey()).isEqualTo("b");
        assertThat(first.data().asUtf8String()).isEqualTo("first");
        assertThat(first.approximateArrivalTimestamp()).isEqualTo(Kinesis.START.plus(Kinesis.CREATING));
        assertThat(first.encryptionType()).isNull();
        assertThat(Kinesis.data(response.records())).containsExactly("first", "second");
        assertThat(response.millisBehindLatest()).isZero();
        assertThat(kinesis.data(response.nextShardIterator())).isEmpty();
        assertThat(kinesis.data(kinesis.iterator("orders", 0, ShardIteratorType.TRIM_HORIZON)))
                .isEmpty();
    }

    @Test
    void latestStandsBehindEverythingThereIs() {
        kinesis.put("orders", "b", "before");

        String iterator = kinesis.iterator("orders", 1, ShardIteratorType.LATEST);
        assertThat(kinesis.data(iterator)).isEmpty();
        kinesis.put("orders", "b", "after");

        assertThat(kinesis.data(iterator)).containsExactly("after");
    }

    @Test
    void sequenceNumbersPointAtAndBehindRecords() {
        kinesis.put("orders", "b", "0");
        String number = kinesis.put("orders", "b", "1").sequenceNumber();
        kinesis.put("orders", "b", "2");

        assertThat(kinesis.data(at(ShardIteratorType.AT_SEQUENCE_NUMBER, number)))
                .containsExactly("1", "2");
        assertThat(kinesis.data(at(ShardIteratorType.AFTER_SEQUENCE_NUMBER, number)))
                .containsExactly("2");
    }

    @ParameterizedTest
    @EnumSource(
            value = ShardIteratorType.class,
            names = {"AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"})
    void theShardsFirstNumberMissesNoRecord(ShardIteratorType type) {
        kinesis.put("orders", "b", "0");
        String start = kinesis.call(
                        DescribeStreamRequest.builder().streamName("orders").build(), DescribeStreamResponse.class)
                .streamDescription()
                .shards()
                .get(1)
                .sequenceNumberRange()
                .startingSequenceNumber();

        assertThat(kinesis.data(at(type, start))).containsExactly("0");
    }

    @Test
    void aTimePointsAtTheFirstRecordOfThatMillisecondOrLater() {
        Instant start = kinesis.clock.instant();
        for (int i = 0; i < 3; i++) {
            kinesis.put("orders", "b", "at " + i * 10);
            kinesis.clock.advance(Duration.ofMillis(10));
        }

        assertThat(kinesis.data(at(start.plusMillis(10)))).containsExactly("at 10", "at 20");
        assertThat(kinesis.data(at(start.plusMillis(11)))).containsExactly("at 20");
        assertThat(kinesis.data(at(start.minusSeconds(3600)))).hasSize(3);
        String behind = at(start.plusMillis(30));
        kinesis.put("orders", "b", "at 30");
        assertThat(kinesis.data(behind)).containsExactly("at 30");
    }

    @Test
    void aTimeStillToComeIsRefused() {
        long now = kinesis.clock.millis();

        assertRefused(
                () -> at(kinesis.clock.instant().plusMillis(1)),
                INVALID_ARGUMENT,
                "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. "
                        + "timestampInMillis: %d, currentTimestampInMillis: %d".formatted(now + 1, now));
        assertRefused(
                () -> iterator(request -> request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP)),
                INVALID_ARGUMENT,
                "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. "
                        + "Current request has no timestamp parameter.");
    }

    @Test
    void aSequenceNumberMustFitTheTypeAndTheShard() {
        String choice =
                "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber "
                        + "or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ";
        String invalid = "StartingSequenceNumber %s used in GetShardIterator on shard shardId-000000000001 in stream "
                + "orders under account 000000000000 is invalid";
        long created = Kinesis.START.getEpochSecond();
        String otherStream = new SequenceNumber(created - 1, 1, 0, created).toString();
        String notYet = new SequenceNumber(created, 1, 1, created).toString();

        assertRefused(
                () -> iterator(request -> request.shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)),
                INVALID_ARGUMENT,
                choice + "AT_SEQUENCE_NUMBER and no StartingSequenceNumber.");
        assertRefused(
                () -> at(ShardIteratorType.LATEST, notYet),
                INVALID_ARGUMENT,
                choice + "LATEST and also a StartingSequenceNumber.");
        String ofNoLayout = "9".repeat(100);
        assertRefused(
                () -> at(ShardIteratorType.AT_SEQUENCE_NUMBER, ofNoLayout),
                INVALID_ARGUMENT,
                invalid.formatted(ofNoLayout) + ".");
        assertRefused(
                () -> at(ShardIteratorType.AT_SEQUENCE_NUMBER, new SequenceNumber(created, 0, 0, created).toString()),
                INVALID_ARGUMENT,
                "Invalid StartingSequenceNumber. It encodes shardId-000000000000, while it was used in a call to a "
                        + "shard with shardId-000000000001");
        assertRefused(
                () -> at(ShardIteratorType.AFTER_SEQUENCE_NUMBER, otherStream),
                INVALID_ARGUMENT,
                invalid.formatted(otherStream) + " because it did not come from this stream.");
        assertRefused(
                () -> at(ShardIteratorType.AFTER_SEQUENCE_NUMBER, notYet),
                INVALID_ARGUMENT,
                invalid.formatted(notYet) + ".");
    }

    @Test
    void aSequenceNumberOfAFormerLayoutIsFromNoStreamOfThisServer() {
        String invalid = "StartingSequenceNumber %s used in GetShardIterator on shard shardId-000000000001 in stream "
                + "orders under account 000000000000 is invalid";

        assertRefused(
                () -> at(ShardIteratorType.AT_SEQUENCE_NUMBER, "5"),
                INVALID_ARGUMENT,
                "Invalid StartingSequenceNumber. It encodes shardId-000000000005, while it was used in a call to a "
                        + "shard with shardId-000000000001");
        assertRefused(
                () -> at(ShardIteratorType.AT_SEQUENCE_NUMBER, "1"),
                INVALID_ARGUMENT,
                invalid.formatted("21267647932558653966460912964485513217")
                        + " because it did not come from this stream.");
        String layout1 = new BigInteger("20000000000000000000000000000000000000000000011", 16).toString();
        assertRefused(
                () -> at(ShardIteratorType.AFTER_SEQUENCE_NUMBER, layout1),
                INVALID_ARGUMENT,
                invalid.formatted(layout1) + " because it did not come from this stream.");
    }

    @Test
    void anIteratorMayComeInQuotes() {
        kinesis.put("orders", "b", "1");
        String iterator = kinesis.iterator("orders", 1, ShardIteratorType.TRIM_HORIZON);

        assertThat(kinesis.data('"' + iterator + '"')).containsExactly("1");
        for (String wrong : List.of("\"", "\"\"", '"' + iterator, iterator + '"')) {
            assertRefused(() -> kinesis.records(wrong), INVALID_ARGUMENT, "Invalid ShardIterator.");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "shardId-000000000002, Shard shardId-000000000002 in stream orders under account 000000000000 does not exist",
        "x-5, Shard shardId-000000000005 in stream orders under account 000000000000 does not exist",
        "ABKLFD8, Could not find shard ABKLFD8 in stream orders under account 000000000000.",
        "2147483648, Could not find shard 2147483648 in stream orders under account 000000000000."
    })
    void anUnknownShardIsNotFound(String shardId, String message) {
        assertRefused(
                () -> iterator(request -> request.shardId(shardId).shardIteratorType(ShardIteratorType.LATEST)),
                RESOURCE_NOT_FOUND,
                message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "shardId-1", "any-0001"})
    void aShardIdMayBeWrittenLoosely(String shardId) {
        kinesis.put("orders", "b", "1");

        String iterator =
                iterator(request -> request.shardId(shardId).shardIteratorType(ShardIteratorType.TRIM_HORIZON));

        assertThat(kinesis.data(iterator)).containsExactly("1");
    }

    @Test
    void anUnknownStreamHasNoShard() {
        assertRefused(
                () -> iterator(request -> request.streamName("none").shardIteratorType(ShardIteratorType.LATEST)),
                RESOURCE_NOT_FOUND,
                "Shard shardId-000000000001 in stream none under account 000000000000 does not exist");
    }

    @Test
    void theLimitIsKeptAndTheRestFollows() {
        for (int i = 0; i < 5; i++) {
            kinesis.put("orders", "b", "record " + i);
        }
        kinesis.clock.advance(Duration.ofSeconds(7));

        GetRecordsResponse two = kinesis.call(
                GetRecordsRequest.builder()
                        .shardIterator(kinesis.iterator("orders", 1, ShardIteratorType.TRIM_HORIZON))
                        .limit(2)
                        .build(),
                GetRecordsResponse.class);
        GetRecordsResponse rest = kinesis.records(two.nextShardIterator());

        assertThat(Kinesis.data(two.records())).containsExactly("record 0", "record 1");
        assertThat(two.millisBehindLatest()).isEqualTo(7_000);
        assertThat(Kinesis.data(rest.records())).containsExactly("record 2", "record 3", "record 4");
        assertThat(rest.millisBehindLatest()).isZero();
    }

    @Test
    void anIteratorLivesFiveMinutes() {
        kinesis.put("orders", "b", "1");
        String iterator = kinesis.iterator("orders", 1, ShardIteratorType.TRIM_HORIZON);
        kinesis.clock.advance(Duration.ofMinutes(5));
        assertThat(kinesis.data(iterator)).containsExactly("1");

        kinesis.clock.advance(Duration.ofSeconds(1));

        assertRefused(
                () -> kinesis.records(iterator),
                EXPIRED_ITERATOR,
                "Iterator expired. The iterator was created at time Mon Nov 23 10:00:00 UTC 2026 while right now it is "
                        + "Mon Nov 23 10:05:01 UTC 2026 which is further in the future than the tolerated delay of "
                        + "300000 milliseconds.");
    }

    @Test
    void aTamperedIteratorIsInvalid() {
        String iterator = kinesis.iterator("orders", 1, ShardIteratorType.TRIM_HORIZON);

        for (int i = 0; i < iterator.length() - 4; i++) {
            char other = iterator.charAt(i) == 'A' ? 'B' : 'A';
            String tampered = iterator.substring(0, i) + other + iterator.substring(i + 1);
            assertRefused(() -> kinesis.records(tampered), INVALID_ARGUMENT, "Invalid ShardIterator.");
        }
        for (String wrong : List.of("x", "%%%", "AAAA", iterator.substring(4))) {
            assertRefused(() -> kinesis.records(wrong), INVALID_ARGUMENT, "Invalid ShardIterator.");
        }
    }

    @Test
    void anIteratorOfADeletedStreamReadsNothingOfAnotherWithItsName() {
        String iterator = kinesis.iterator("orders", 1, ShardIteratorType.TRIM_HORIZON);
        kinesis.call(DeleteStreamRequest.builder().streamName("orders").build(), DeleteStreamResponse.class);
        kinesis.clock.advance(Duration.ofSeconds(1));
        kinesis.createStream("orders", 2);
        kinesis.put("orders", "b", "another's");

        assertRefused(
                () -> kinesis.records(iterator),
                RESOURCE_NOT_FOUND,
                "Shard shardId-000000000001 in stream orders under account 000000000000 does not exist");
    }

    @Test
    void anIteratorFitsTheLongestNameInAwsLength() {
        String name = "n".repeat(128);
        kinesis.createStream(name, 1);

        assertThat(kinesis.iterator(name, 0, ShardIteratorType.LATEST)).hasSizeLessThanOrEqualTo(512);
    }

    @Test
    void anArnMustBeThatOfTheIteratorsStream() {
        kinesis.createStream("clicks", 1);
        String iterator = kinesis.iterator("orders", 1, ShardIteratorType.TRIM_HORIZON);
        String arn = "arn:aws:kinesis:us-east-1:000000000000:stream/";

        assertThat(kinesis.call(
                                GetRecordsRequest.builder()
                                        .shardIterator(iterator)
                                        .streamARN(arn + "orders")
                                        .build(),
                                GetRecordsResponse.class)
                        .records())
                .isEmpty();
        assertRefused(
                () -> kinesis.call(
                        GetRecordsRequest.builder()
                                .shardIterator(iterator)
                                .streamARN(arn + "clicks")
                                .build(),
                        GetRecordsResponse.class),
                INVALID_ARGUMENT,
                "Invalid ShardIterator.");
    }

    private String at(ShardIteratorType type, String sequenceNumber) {
        return iterator(request -> request.shardIteratorType(type).startingSequenceNumber(sequenceNumber));
    }

    private String at(Instant time) {
        return iterator(request ->
                request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(time));
    }

    private String iterator(UnaryOperator<GetShardIteratorRequest.Builder> request) {
        GetShardIteratorRequest.Builder builder =
                GetShardIteratorRequest.builder().streamName("orders").shardId("shardId-000000000001");
        return kinesis.iterator(request.apply(builder).build());
    }
}
