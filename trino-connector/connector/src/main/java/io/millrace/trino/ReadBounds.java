package io.millrace.trino;

import static io.airlift.slice.Slices.utf8Slice;
import static io.trino.spi.type.DateTimeEncoding.packDateTimeWithZone;
import static io.trino.spi.type.DateTimeEncoding.unpackMillisUtc;
import static io.trino.spi.type.TimeZoneKey.UTC_KEY;

import io.airlift.slice.Slice;
import io.trino.spi.predicate.Domain;
import io.trino.spi.predicate.Range;
import io.trino.spi.predicate.TupleDomain;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * Conditions on the log's own columns, as a reader of shards uses them: which shards, from where, until where, and which
 * records in between. Arrivals of a shard never fall, and its sequence numbers grow.
 */
final class ReadBounds {
    /** Numbers of this many digits sort as text, which the column's conditions do, as they do as numbers. */
    private static final int SEQUENCE_DIGITS = 56;

    static final ReadBounds ALL = new ReadBounds(TupleDomain.all());

    private final Domain shards;
    private final Domain arrivals;
    private final Domain sequences;
    private final boolean none;
    private final ShardStart start;
    private final Optional<Instant> lastArrival;
    private final Optional<String> lastSequence;

    ReadBounds(TupleDomain<MillraceColumnHandle> enforced) {
        none = enforced.isNone();
        shards = domain(enforced, MetadataColumn.SHARD_ID);
        arrivals = domain(enforced, MetadataColumn.ARRIVAL_TIME);
        sequences = domain(enforced, MetadataColumn.SEQUENCE_NUMBER);
        Optional<Range> arrival = span(arrivals);
        Optional<Range> sequence = span(sequences);
        lastArrival = arrival.flatMap(Range::getHighValue).map(ReadBounds::instant);
        lastSequence = sequence.flatMap(Range::getHighValue).flatMap(ReadBounds::sequenceNumber);
        start = sequence.flatMap(Range::getLowValue)
                .flatMap(ReadBounds::sequenceNumber)
                .<ShardStart>map(ShardStart.AtSequence::new)
                .or(() -> arrival.flatMap(Range::getLowValue)
                        .map(ReadBounds::instant)
                        .map(ShardStart.AtTime::new))
                .orElseGet(ShardStart.Horizon::new);
    }

    boolean admitsShard(String shardId) {
        return !none && shards.includesNullableValue(utf8Slice(shardId)) && !arrivals.isNone() && !sequences.isNone();
    }

    /** A place that no admitted record stands before. */
    ShardStart start() {
        return start;
    }

    boolean admits(Record record) {
        return (arrivals.isAll()
                        || arrivals.includesNullableValue(packDateTimeWithZone(
                                record.approximateArrivalTimestamp().toEpochMilli(), UTC_KEY)))
                && (sequences.isAll() || sequences.includesNullableValue(utf8Slice(record.sequenceNumber())));
    }

    /** Whether neither the record nor any after it in its shard can be admitted. */
    boolean ends(Record record) {
        return lastArrival.filter(record.approximateArrivalTimestamp()::isAfter).isPresent()
                || lastSequence
                        .filter(last -> SequenceNumbers.compare(record.sequenceNumber(), last) > 0)
                        .isPresent();
    }

    private static Optional<String> sequenceNumber(Object value) {
        return Optional.of(((Slice) value).toStringUtf8())
                .filter(text -> text.length() == SEQUENCE_DIGITS && SequenceNumbers.isNumber(text));
    }

    private static Instant instant(Object packed) {
        return Instant.ofEpochMilli(unpackMillisUtc((long) packed));
    }

    private static Optional<Range> span(Domain domain) {
        return domain.isAll() || domain.getValues().isNone()
                ? Optional.empty()
                : Optional.of(domain.getValues().getRanges().getSpan());
    }

    private static Domain domain(TupleDomain<MillraceColumnHandle> enforced, MetadataColumn column) {
        return enforced.getDomains()
                .map(domains -> domains.get(MillraceColumnHandle.of(column)))
                .orElseGet(() -> Domain.all(column.type()));
    }
}
