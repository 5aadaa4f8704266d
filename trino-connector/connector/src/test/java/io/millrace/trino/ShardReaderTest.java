package io.millrace.trino;

import static io.trino.spi.type.DateTimeEncoding.packDateTimeWithZone;
import static io.trino.spi.type.TimeZoneKey.UTC_KEY;
import static io.trino.spi.type.TimestampWithTimeZoneType.TIMESTAMP_TZ_MILLIS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.SequenceNumber;
import io.millrace.trino.StreamSnapshots.PinnedShard;
import io.millrace.trino.StreamSnapshots.Snapshot;
import io.trino.spi.TrinoException;
import io.trino.spi.predicate.Domain;
import io.trino.spi.predicate.Range;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.predicate.ValueSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Record;

/** Against a real server: ranges of a shard are read whole, once, and end where the query pinned them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShardReaderTest {
    private static final String SHARD = "shardId-000000000000";
    private static final int RECORDS_OF_LARGE_SHARD = 30_000;

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    @SuppressWarnings("NullAway.Init") // by start
    private StreamFixture streams;

    @SuppressWarnings("NullAway.Init") // by start
    private StreamClient client;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        streams = new StreamFixture(directory);
        client = streams.client();
    }

    @AfterAll
    void stop() {
        executor.close();
        streams.close();
    }

    @Test
    void readsEveryRecordInOrder() {
        StreamReference stream = streams.create("all", 1);
        streams.put(stream, texts(0, 12_000));

        List<String> read = read(stream, splits(stream, 1), ReadBounds.ALL);

        assertThat(read).isEqualTo(texts(0, 12_000));
    }

    @Test
    void readsNothingOfAnEmptyShard() {
        StreamReference stream = streams.create("empty", 2);

        assertThat(read(stream, splits(stream, 4), ReadBounds.ALL)).isEmpty();
    }

    @Test
    void endsWhereTheShardEndedWhenItWasPinned() {
        StreamReference stream = streams.create("pinned", 1);
        streams.put(stream, texts(0, 10));
        List<MillraceSplit> splits = splits(stream, 1);

        streams.put(stream, texts(10, 20));

        assertThat(read(stream, splits, ReadBounds.ALL)).isEqualTo(texts(0, 10));
        assertThat(read(stream, splits, ReadBounds.ALL)).isEqualTo(texts(0, 10));
    }

    @Test
    void endsAtThePinThoughRecordsArriveWhileItReads() throws InterruptedException {
        StreamReference stream = streams.create("busy", 1);
        streams.put(stream, texts(0, 1_000));
        List<MillraceSplit> splits = splits(stream, 1);
        AtomicBoolean stop = new AtomicBoolean();
        Thread producer = Thread.ofVirtual().start(() -> {
            while (!stop.get()) {
                streams.put(stream, texts(1_000, 1_500));
            }
        });

        for (int scan = 0; scan < 20; scan++) {
            assertThat(read(stream, splits, ReadBounds.ALL)).isEqualTo(texts(0, 1_000));
        }

        stop.set(true);
        producer.join();
    }

    @Test
    void aPinOnAnEmptyShardStaysEmpty() {
        StreamReference stream = streams.create("pinned-empty", 1);
        List<MillraceSplit> splits = splits(stream, 1);

        streams.put(stream, texts(0, 10));

        assertThat(read(stream, splits, ReadBounds.ALL)).isEmpty();
    }

    @Test
    void aLargeShardIsCutIntoRangesThatTogetherAreTheShard() {
        StreamReference stream = streams.create("large", 1);
        // The cuts lie between moments of arrival, so the puts must take some time; they do.
        streams.put(stream, texts(0, RECORDS_OF_LARGE_SHARD));

        List<MillraceSplit> splits = splits(stream, 4);

        assertThat(splits).hasSizeGreaterThan(1);
        assertThat(read(stream, splits, ReadBounds.ALL)).isEqualTo(texts(0, RECORDS_OF_LARGE_SHARD));
    }

    @Test
    void rangesEndAtThePinThoughRecordsArriveBeforeTheyAreCut() {
        StreamReference stream = streams.create("large-pinned", 1);
        streams.put(stream, texts(0, RECORDS_OF_LARGE_SHARD));
        Snapshot snapshot = snapshot(stream);

        streams.put(stream, texts(RECORDS_OF_LARGE_SHARD, 2 * RECORDS_OF_LARGE_SHARD));
        // A coordinator whose clock is ahead of the stream's looks for cuts among what came after the pin.
        Instant ahead = Instant.now().plusMillis(1);
        List<MillraceSplit> splits = slice(stream, new Snapshot(ahead, snapshot.shards()), ReadBounds.ALL, 8);

        assertThat(read(stream, splits, ReadBounds.ALL)).isEqualTo(texts(0, RECORDS_OF_LARGE_SHARD));
    }

    @Test
    void aPinThatExpiredUnreadIsFoundByItsTime() {
        StreamReference stream = streams.create("expired-pin", 1);
        streams.put(stream, texts(0, 10));
        Instant pinnedAt = lastArrival(stream);
        String pin = client.latest(stream, SHARD);
        awaitAfter(pinnedAt);
        streams.put(stream, texts(10, 20));
        MillraceSplit split = new MillraceSplit(SHARD, new ShardStart.Horizon(), new ShardEnd.Pinned(pin, pinnedAt));

        try (KinesisClient expiring = streams.expiring(pin::equals)) {
            assertThat(read(new StreamClient(expiring), stream, List.of(split), ReadBounds.ALL))
                    .isEqualTo(texts(0, 10));
        }
    }

    @Test
    void goesOnWhereItWasWhenItsIteratorExpires() {
        StreamReference stream = streams.create("expired", 1);
        streams.put(stream, texts(0, 12_000));
        List<MillraceSplit> splits = splits(stream, 1);
        Set<String> seen = new HashSet<>();

        // The first use of every second iterator finds it expired.
        try (KinesisClient expiring = streams.expiring(iterator -> seen.add(iterator) && seen.size() % 2 == 0)) {
            assertThat(read(new StreamClient(expiring), stream, splits, ReadBounds.ALL))
                    .isEqualTo(texts(0, 12_000));
        }
    }

    @Test
    void skipsWhatItsConditionsExclude() {
        StreamReference stream = streams.create("bounded", 1);
        streams.put(stream, texts(0, 10));
        Instant middle = lastArrival(stream);
        awaitAfter(middle);
        streams.put(stream, texts(10, 20));

        ReadBounds upTo = arrivals(Range.lessThanOrEqual(TIMESTAMP_TZ_MILLIS, packed(middle)));
        ReadBounds after = arrivals(Range.greaterThan(TIMESTAMP_TZ_MILLIS, packed(middle)));

        assertThat(read(stream, splits(stream, upTo, 1), upTo)).isEqualTo(texts(0, 10));
        assertThat(read(stream, splits(stream, after, 4), after)).isEqualTo(texts(10, 20));
    }

    @Test
    void aTimeToComeReadsNothing() {
        StreamReference stream = streams.create("future", 1);
        streams.put(stream, texts(0, 10));

        ReadBounds bounds = arrivals(
                Range.greaterThan(TIMESTAMP_TZ_MILLIS, packed(Instant.now().plusSeconds(3_600))));

        assertThat(read(stream, splits(stream, bounds, 4), bounds)).isEmpty();
    }

    @Test
    void aSequenceNumberOfAnotherShardReadsWhatItsOrderSays() {
        StreamReference stream = streams.create("foreign", 1);
        streams.put(stream, texts(0, 10));
        String foreign = new SequenceNumber(1, 7, 0, 1).toString();

        MillraceSplit split = new MillraceSplit(
                SHARD,
                new ShardStart.AtSequence(foreign),
                splits(stream, 1).getFirst().end());

        assertThat(read(stream, List.of(split), ReadBounds.ALL)).isEqualTo(texts(0, 10));
    }

    @Test
    void aStreamThatIsGoneIsSaidToBeGone() {
        StreamReference stream = streams.create("gone", 1);
        List<MillraceSplit> splits = splits(stream, 1);
        streams.kinesis().deleteStream(request -> request.streamName("gone"));

        assertThatThrownBy(() -> read(stream, splits, ReadBounds.ALL))
                .isInstanceOfSatisfying(
                        TrinoException.class,
                        e -> assertThat(e.getErrorCode())
                                .isEqualTo(MillraceErrorCode.MILLRACE_STREAM_NOT_FOUND.toErrorCode()));
    }

    private List<MillraceSplit> splits(StreamReference stream, int splitsPerShard) {
        return splits(stream, ReadBounds.ALL, splitsPerShard);
    }

    private List<MillraceSplit> splits(StreamReference stream, ReadBounds bounds, int splitsPerShard) {
        return slice(stream, snapshot(stream), bounds, splitsPerShard);
    }

    private Snapshot snapshot(StreamReference stream) {
        return new StreamSnapshots(client, InstantSource.system(), executor).of("query", stream);
    }

    private List<MillraceSplit> slice(
            StreamReference stream, Snapshot snapshot, ReadBounds bounds, int splitsPerShard) {
        ShardSlicer slicer = new ShardSlicer(client);
        List<MillraceSplit> splits = new ArrayList<>();
        for (PinnedShard shard : snapshot.shards()) {
            splits.addAll(slicer.slice(stream, shard, bounds.start(), snapshot.pinnedAt(), splitsPerShard));
        }
        return splits;
    }

    private List<String> read(StreamReference stream, List<MillraceSplit> splits, ReadBounds bounds) {
        return read(client, stream, splits, bounds);
    }

    private static List<String> read(
            StreamClient client, StreamReference stream, List<MillraceSplit> splits, ReadBounds bounds) {
        List<String> texts = new ArrayList<>();
        for (MillraceSplit split : splits) {
            ShardReader reader = new ShardReader(client, stream, split, bounds);
            for (Optional<List<Record>> records = reader.next(); records.isPresent(); records = reader.next()) {
                records.get().forEach(record -> texts.add(record.data().asUtf8String()));
            }
        }
        return texts;
    }

    private Instant lastArrival(StreamReference stream) {
        ShardReader reader = new ShardReader(client, stream, splits(stream, 1).getFirst(), ReadBounds.ALL);
        return reader.next().orElseThrow().getLast().approximateArrivalTimestamp();
    }

    /** Until the clock shows another millisecond: what is put from then on arrives later. */
    private static void awaitAfter(Instant instant) {
        while (!Instant.now().isAfter(instant.plusMillis(1))) {
            Thread.onSpinWait();
        }
    }

    private static ReadBounds arrivals(Range range) {
        return new ReadBounds(TupleDomain.withColumnDomains(Map.of(
                MillraceColumnHandle.of(MetadataColumn.ARRIVAL_TIME), Domain.create(ValueSet.ofRanges(range), false))));
    }

    private static long packed(Instant instant) {
        return packDateTimeWithZone(instant.toEpochMilli(), UTC_KEY);
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(index -> "{\"n\":" + index + "}")
                .toList();
    }
}
