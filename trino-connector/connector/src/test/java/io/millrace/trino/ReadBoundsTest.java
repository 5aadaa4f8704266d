package io.millrace.trino;

import static io.airlift.slice.Slices.utf8Slice;
import static io.trino.spi.type.DateTimeEncoding.packDateTimeWithZone;
import static io.trino.spi.type.TimeZoneKey.UTC_KEY;
import static io.trino.spi.type.TimestampWithTimeZoneType.TIMESTAMP_TZ_MILLIS;
import static io.trino.spi.type.VarcharType.VARCHAR;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.SequenceNumber;
import io.trino.spi.predicate.Domain;
import io.trino.spi.predicate.Range;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.predicate.ValueSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.Record;

class ReadBoundsTest {
    private static final String SHARD = "shardId-000000000000";
    private static final String OTHER_SHARD = "shardId-000000000001";

    @Test
    void withoutConditionsReadsEverythingFromTheHorizon() {
        ReadBounds bounds = new ReadBounds(TupleDomain.all());

        assertThat(bounds.admitsShard(SHARD)).isTrue();
        assertThat(bounds.start()).isEqualTo(new ShardStart.Horizon());
        assertThat(bounds.admits(record(1, 1))).isTrue();
        assertThat(bounds.ends(record(1, 1))).isFalse();
    }

    @Test
    void readsNoShardIfNoRecordCanBeMeant() {
        assertThat(new ReadBounds(TupleDomain.none()).admitsShard(SHARD)).isFalse();
        assertThat(bounds(MetadataColumn.ARRIVAL_TIME, Domain.none(TIMESTAMP_TZ_MILLIS))
                        .admitsShard(SHARD))
                .isFalse();
    }

    @Test
    void prunesShards() {
        ReadBounds bounds = bounds(
                MetadataColumn.SHARD_ID, Domain.multipleValues(VARCHAR, List.of(utf8Slice(SHARD), utf8Slice("x"))));

        assertThat(bounds.admitsShard(SHARD)).isTrue();
        assertThat(bounds.admitsShard(OTHER_SHARD)).isFalse();
    }

    @Test
    void aRangeOfArrivalsSaysWhereToStartAndWhereToEnd() {
        ReadBounds bounds = bounds(
                MetadataColumn.ARRIVAL_TIME,
                Domain.create(
                        ValueSet.ofRanges(Range.range(TIMESTAMP_TZ_MILLIS, packed(10), true, packed(20), false)),
                        false));

        assertThat(bounds.start()).isEqualTo(new ShardStart.AtTime(Instant.ofEpochMilli(10)));
        assertThat(bounds.admits(record(1, 9))).isFalse();
        assertThat(bounds.admits(record(1, 10))).isTrue();
        assertThat(bounds.admits(record(1, 19))).isTrue();
        assertThat(bounds.admits(record(1, 20))).isFalse();
        // Not yet: more records may have come in the same millisecond, and the condition decides about each.
        assertThat(bounds.ends(record(1, 20))).isFalse();
        assertThat(bounds.ends(record(1, 21))).isTrue();
    }

    @Test
    void arrivalsApartAreReadFromTheFirstToTheLast() {
        ReadBounds bounds = bounds(
                MetadataColumn.ARRIVAL_TIME,
                Domain.multipleValues(TIMESTAMP_TZ_MILLIS, List.of(packed(30), packed(10))));

        assertThat(bounds.start()).isEqualTo(new ShardStart.AtTime(Instant.ofEpochMilli(10)));
        assertThat(bounds.admits(record(1, 20))).isFalse();
        assertThat(bounds.admits(record(1, 30))).isTrue();
        assertThat(bounds.ends(record(1, 31))).isTrue();
    }

    @Test
    void aRangeOfSequenceNumbersSaysWhereToStartAndWhereToEnd() {
        ReadBounds bounds = bounds(
                MetadataColumn.SEQUENCE_NUMBER,
                Domain.create(
                        ValueSet.ofRanges(
                                Range.range(VARCHAR, utf8Slice(number(5)), false, utf8Slice(number(7)), true)),
                        false));

        assertThat(bounds.start()).isEqualTo(new ShardStart.AtSequence(number(5)));
        assertThat(bounds.admits(record(5, 1))).isFalse();
        assertThat(bounds.admits(record(6, 1))).isTrue();
        assertThat(bounds.admits(record(7, 1))).isTrue();
        assertThat(bounds.ends(record(7, 1))).isFalse();
        assertThat(bounds.ends(record(8, 1))).isTrue();
    }

    @Test
    void aConditionThatIsNoSequenceNumberOnlyDecidesAboutRecords() {
        ReadBounds bounds = bounds(
                MetadataColumn.SEQUENCE_NUMBER,
                Domain.create(ValueSet.ofRanges(Range.greaterThan(VARCHAR, utf8Slice("5"))), false));

        assertThat(bounds.start()).isEqualTo(new ShardStart.Horizon());
        assertThat(bounds.ends(record(9, 1))).isFalse();
        assertThat(bounds.admits(record(9, 1))).isFalse();
    }

    private static ReadBounds bounds(MetadataColumn column, Domain domain) {
        return new ReadBounds(TupleDomain.withColumnDomains(Map.of(MillraceColumnHandle.of(column), domain)));
    }

    private static long packed(long millis) {
        return packDateTimeWithZone(millis, UTC_KEY);
    }

    private static String number(long sequence) {
        return new SequenceNumber(1_000_000, 0, sequence, 1_000_000).toString();
    }

    private static Record record(long sequence, long arrivalMillis) {
        return Record.builder()
                .sequenceNumber(number(sequence))
                .approximateArrivalTimestamp(Instant.ofEpochMilli(arrivalMillis))
                .build();
    }
}
