package io.millrace.server.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.SequenceNumber;
import io.millrace.model.StreamName;
import io.millrace.server.testing.SettableClock;
import io.millrace.storage.MetadataLog;
import io.millrace.storage.testing.SimulatedDirectory;
import io.millrace.storage.testing.SimulatedDisk;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

class StreamsTest {
    /** Either half of a third of all hash keys. */
    private static final long THIRD = 0x5555_5555_5555_5555L;

    private static final StreamsConfig CONFIG = new StreamsConfig(
            Duration.ofMillis(500),
            Duration.ofMillis(400),
            Duration.ofMillis(500),
            Duration.ofHours(24),
            10,
            new OnDemandConfig(1, 4, Duration.ofSeconds(10), Duration.ofHours(24)),
            Duration.ofMinutes(1),
            1_000);

    private final SimulatedDirectory log = new SimulatedDirectory(new Random(1));
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T10:00:00.123456Z"));
    private final Random random = new Random(1);
    private Streams streams;

    @BeforeEach
    void open() throws IOException {
        streams = Streams.open(() -> MetadataLog.open(log), CONFIG, clock, random);
    }

    @AfterEach
    void close() throws IOException {
        streams.close();
    }

    @Test
    void everythingSurvivesARestart() throws IOException {
        byte[] tokenKey = streams.tokenKey();
        Stream orders = create("orders", 3);
        create("clicks", 2);
        streams.delete(orders);

        restart();

        assertThat(streams.tokenKey()).isEqualTo(tokenKey).hasSize(32);
        assertThat(streams.list(Optional.empty(), 10))
                .extracting(Stream::name)
                .containsExactly(name("clicks"), name("orders"));
        Stream survivor = streams.find(name("orders")).orElseThrow();
        assertThat(survivor.shards()).isEqualTo(orders.shards());
        assertThat(survivor.tags()).isEqualTo(Map.of("owner", "me"));
        assertThat(survivor.life().created()).isEqualTo(Instant.parse("2026-11-23T10:00:00.123Z"));
        assertThat(streams.statusOf(survivor)).isEqualTo(StreamStatus.DELETING);
        assertThat(streams.find(orders.id())).contains(survivor);
    }

    @Test
    void aStreamIsCreatingThenActiveThenDeletingThenGone() throws IOException {
        Stream stream = create("orders", 1);
        assertThat(streams.statusOf(stream)).isEqualTo(StreamStatus.CREATING);

        clock.advance(Duration.ofMillis(500));
        assertThat(streams.statusOf(stream)).isEqualTo(StreamStatus.ACTIVE);

        streams.delete(stream);
        assertThat(streams.statusOf(streams.find(name("orders")).orElseThrow())).isEqualTo(StreamStatus.DELETING);

        clock.advance(Duration.ofMillis(500));
        assertThat(streams.find(name("orders"))).isEmpty();
        assertThat(streams.find(stream.id())).isEmpty();
        assertThat(streams.list(Optional.empty(), 10)).isEmpty();
    }

    @Test
    void aStreamOnceActiveStaysSoWhenTheClockGoesBack() throws IOException {
        Stream stream = create("orders", 1);
        clock.advance(Duration.ofSeconds(1));
        streams.statusOf(stream);

        clock.advance(Duration.ofHours(-1));

        assertThat(streams.statusOf(stream)).isEqualTo(StreamStatus.ACTIVE);
    }

    @Test
    void aNameIsTakenUntilItsStreamIsGone() throws IOException {
        Stream first = create("orders", 1);
        assertThat(streams.create(wish("orders", 1))).isEqualTo(new Creation.NameTaken());
        streams.delete(first);
        assertThat(streams.create(wish("orders", 1))).isEqualTo(new Creation.NameTaken());

        clock.advance(Duration.ofSeconds(1));
        Stream second = create("orders", 1);
        restart();

        assertThat(streams.find(name("orders")).map(Stream::id)).contains(second.id());
        assertThat(second.shards().getFirst().log())
                .isNotEqualTo(first.shards().getFirst().log());
    }

    @Test
    void shardNumbersAreNeverUsedAgain() throws IOException {
        Set<Long> numbers = new HashSet<>();
        int shards = 0;
        for (int round = 0; round < 1_200; round++) {
            Stream stream = create("orders", 2);
            stream.shards().forEach(shard -> numbers.add(shard.log()));
            shards += 2;
            streams.delete(stream);
            clock.advance(Duration.ofSeconds(1));
            streams.forget(stream);
            if (round % 100 == 0) {
                restart();
            }
        }

        assertThat(numbers).hasSize(shards);
        // Snapshots keep the log short.
        assertThat(log.list())
                .singleElement()
                .satisfies(file -> assertThat(log.length(file)).isLessThan(500_000));
    }

    @Test
    void shardsAndOnDemandStreamsAreLimited() throws IOException {
        create("orders", 7);

        assertThat(streams.create(wish("clicks", 4))).isEqualTo(new Creation.TooManyShards(7, 10));
        assertThat(streams.create(onDemand("clicks", 3))).isInstanceOf(Creation.Created.class);
        assertThat(streams.create(onDemand("views", 1))).isEqualTo(new Creation.TooManyOnDemandStreams(1));
        assertThat(streams.create(wish("huge", Integer.MAX_VALUE))).isEqualTo(new Creation.TooManyShards(10, 10));
    }

    @Test
    void aChangeThatIsNotDurableIsNotSeen() throws IOException {
        Stream stream = create("orders", 1);
        log.plan(SimulatedDisk.Fault.FULL, 1);

        assertThatThrownBy(() -> streams.create(wish("clicks", 1))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> streams.delete(stream)).isInstanceOf(IOException.class);

        assertThat(streams.find(name("clicks"))).isEmpty();
        assertThat(streams.find(name("orders"))).contains(stream);
        log.heal();
        create("clicks", 1);
    }

    @Test
    void aKeyLeadsToTheShardThatOwnsIt() throws IOException {
        Stream stream = create("orders", 3);

        assertThat(stream.shardFor(0, 0).id()).hasToString("shardId-000000000000");
        assertThat(stream.shardFor(THIRD, THIRD - 1).id()).hasToString("shardId-000000000000");
        assertThat(stream.shardFor(THIRD, THIRD).id()).hasToString("shardId-000000000001");
        assertThat(stream.shardFor(-1, -1).id()).hasToString("shardId-000000000002");
    }

    @Test
    void aShardsFirstNumberStandsBeforeItsRecords() throws IOException {
        Shard shard = create("orders", 2).shards().get(1);
        SequenceNumber record = shard.sequenceNumber(0, shard.created().toEpochMilli());

        assertThat(shard.start()).isLessThan(record);
        assertThat(shard.issued(record)).isTrue();
        assertThat(shard.issued(new SequenceNumber(1, 1, 0, 1))).isFalse();
    }

    @Test
    void listsByNamePageByPage() throws IOException {
        for (String name : List.of("c", "a", "d", "b")) {
            create(name, 1);
        }

        assertThat(streams.list(Optional.empty(), 2)).extracting(Stream::name).containsExactly(name("a"), name("b"));
        assertThat(streams.list(Optional.of(name("b")), 2))
                .extracting(Stream::name)
                .containsExactly(name("c"), name("d"));
        assertThat(streams.list(Optional.of(name("bb")), 1))
                .extracting(Stream::name)
                .containsExactly(name("c"));
    }

    @Test
    void idsHaveAwsForm() throws IOException {
        assertThat(create("orders", 1).id()).matches("[a-z0-9]{20}-[a-z0-9]{3}");
    }

    private void restart() throws IOException {
        streams.close();
        open();
    }

    private Stream create(String name, int shards) throws IOException {
        return ((Creation.Created) streams.create(wish(name, shards))).stream();
    }

    private static Creation.Wish wish(String name, int shards) {
        return new Creation.Wish(name(name), StreamMode.PROVISIONED, shards, 1 << 20, Map.of("owner", "me"));
    }

    private static Creation.Wish onDemand(String name, int shards) {
        return new Creation.Wish(name(name), StreamMode.ON_DEMAND, shards, 1 << 20, Map.of());
    }

    private static StreamName name(String name) {
        return new StreamName(name);
    }
}
