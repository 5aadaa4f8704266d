package io.millrace.trino;

import static io.airlift.slice.Slices.utf8Slice;
import static io.airlift.slice.Slices.wrappedBuffer;
import static io.trino.spi.type.DateTimeEncoding.packDateTimeWithZone;
import static io.trino.spi.type.TimeZoneKey.UTC_KEY;
import static io.trino.spi.type.TypeUtils.writeNativeValue;

import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.trino.spi.PageBuilder;
import io.trino.spi.connector.SourcePage;
import io.trino.spi.type.Type;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.Record;

/** Makes pages of records: of the columns wanted, and only decoding if one of them needs it. */
final class RecordPages {
    private final Slice shardId;
    private final List<Channel> channels;
    private final Optional<JsonRecordDecoder> decoder;
    private final PageBuilder builder;

    /** Where a column's values come from: of two, the one that is present. */
    private record Channel(Type type, Optional<MetadataColumn> metadata, int decodedIndex) {}

    RecordPages(String shardId, List<MillraceColumnHandle> all, List<MillraceColumnHandle> wanted) {
        this.shardId = utf8Slice(shardId);
        // What is wrong with a record must not depend on which columns a query asks for.
        boolean needsAll = wanted.contains(MillraceColumnHandle.of(MetadataColumn.DECODE_ERROR));
        List<MillraceColumnHandle> decoded = needsAll
                ? all
                : wanted.stream().filter(column -> !column.hidden()).toList();
        this.decoder = decoded.isEmpty() ? Optional.empty() : Optional.of(new JsonRecordDecoder(decoded));
        this.channels = wanted.stream()
                .map(column -> new Channel(column.type(), column.metadataColumn(), decoded.indexOf(column)))
                .toList();
        this.builder = new PageBuilder(channels.stream().map(Channel::type).toList());
    }

    /** Takes records until a page is full, {@code rowsMax} are in it, or none is left. */
    SourcePage next(Queue<Record> records, long rowsMax) {
        builder.reset();
        while (!records.isEmpty() && !builder.isFull() && builder.getPositionCount() < rowsMax) {
            append(records.remove());
        }
        return SourcePage.create(builder.build());
    }

    long retainedBytes() {
        return builder.getRetainedSizeInBytes();
    }

    private void append(Record record) {
        DecodedRecord decoded = decoder.map(
                        present -> present.decode(record.data().asByteArrayUnsafe()))
                .orElse(DecodedRecord.EMPTY);
        builder.declarePosition();
        for (int index = 0; index < channels.size(); index++) {
            Channel channel = channels.get(index);
            Object value = channel.metadata().isPresent()
                    ? value(channel.metadata().get(), record, decoded)
                    : decoded.value(channel.decodedIndex());
            writeNativeValue(channel.type(), builder.getBlockBuilder(index), value);
        }
    }

    private @Nullable Object value(MetadataColumn column, Record record, DecodedRecord decoded) {
        return switch (column) {
            case SHARD_ID -> shardId;
            case SEQUENCE_NUMBER -> utf8Slice(record.sequenceNumber());
            case ARRIVAL_TIME ->
                packDateTimeWithZone(record.approximateArrivalTimestamp().toEpochMilli(), UTC_KEY);
            case PARTITION_KEY -> utf8Slice(record.partitionKey());
            case DATA -> wrappedBuffer(record.data().asByteArrayUnsafe());
            case DECODE_ERROR -> decoded.error().map(Slices::utf8Slice).orElse(null);
        };
    }
}
