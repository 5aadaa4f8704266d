package io.millrace.server.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.HashKeyRange;
import io.millrace.model.ShardId;
import io.millrace.model.StreamName;
import io.millrace.server.stream.StreamEvent.CapacityChanged;
import io.millrace.server.stream.StreamEvent.CommitmentChanged;
import io.millrace.server.stream.StreamEvent.ConsumerLeaving;
import io.millrace.server.stream.StreamEvent.ConsumerRegistered;
import io.millrace.server.stream.StreamEvent.ConsumerTagged;
import io.millrace.server.stream.StreamEvent.ConsumersForgotten;
import io.millrace.server.stream.StreamEvent.EncryptionChanged;
import io.millrace.server.stream.StreamEvent.PolicyChanged;
import io.millrace.server.stream.StreamEvent.ShardNumbersTaken;
import io.millrace.server.stream.StreamEvent.ShardsForgotten;
import io.millrace.server.stream.StreamEvent.ShardsReplaced;
import io.millrace.server.stream.StreamEvent.StreamChanged;
import io.millrace.server.stream.StreamEvent.StreamCreated;
import io.millrace.server.stream.StreamEvent.StreamForgotten;
import io.millrace.server.stream.StreamEvent.StreamLeaving;
import io.millrace.server.stream.StreamEvent.TokenKeyMade;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.StreamMode;

class StreamEventCodecTest {
    private static final Instant CREATED = Instant.parse("2026-11-23T10:00:00.123Z");

    private static final Stream STREAM = new Stream(
            "abcdefghij0123456789-xyz",
            new StreamName("orders"),
            new Stream.Life(CREATED, CREATED.plusMillis(500), Optional.of(CREATED.plusSeconds(60))),
            new Stream.Properties(StreamMode.ON_DEMAND, Duration.ofHours(24), 1 << 20),
            Map.of("owner", "me", "stage", "é"),
            List.of(
                    new Shard(new ShardId(0), 41, HashKeyRange.even(2).get(0), CREATED),
                    new Shard(new ShardId(1), 42, HashKeyRange.even(2).get(1), CREATED)));

    private static final List<StreamEvent> EVENTS = List.of(
            new ShardNumbersTaken(43),
            new StreamCreated(STREAM),
            new StreamLeaving(STREAM.id(), CREATED.plusSeconds(60)),
            new StreamForgotten(STREAM.id()));

    private static final Stream RESHARDED = new Stream(
            "zyxwvutsrq9876543210-abc",
            new StreamName("clicks"),
            new Stream.Life(CREATED, CREATED.plusMillis(500), CREATED.plusSeconds(3), Optional.empty()),
            new Stream.Properties(StreamMode.PROVISIONED, Duration.ofHours(24), 1 << 20),
            Map.of(),
            List.of(
                    new Shard(
                            new ShardId(0),
                            43,
                            HashKeyRange.even(1).getFirst(),
                            CREATED,
                            List.of(),
                            Optional.of(new Shard.End(7, CREATED.toEpochMilli() + 5, CREATED.plusSeconds(2)))),
                    child(1, 44, 0),
                    child(2, 45, 1)));

    private static final List<StreamEvent> RESHARDING = List.of(
            new StreamCreated(STREAM),
            new StreamCreated(RESHARDED),
            new ShardsReplaced(
                    RESHARDED.id(),
                    CREATED.plusSeconds(9),
                    Map.of(
                            new ShardId(1), new Shard.End(0, Long.MIN_VALUE, CREATED.plusSeconds(8)),
                            new ShardId(2), new Shard.End(4, CREATED.toEpochMilli(), CREATED.plusSeconds(8))),
                    List.of(new Shard(
                            new ShardId(3),
                            46,
                            HashKeyRange.even(1).getFirst(),
                            CREATED.plusSeconds(8),
                            List.of(new ShardId(1), new ShardId(2)),
                            Optional.empty()))),
            new ShardsForgotten(RESHARDED.id(), Set.of(new ShardId(0))),
            new StreamChanged(
                    RESHARDED.id(),
                    CREATED.plusSeconds(10),
                    new Stream.Properties(
                            StreamMode.ON_DEMAND,
                            Duration.ofDays(2),
                            10 << 20,
                            Set.of("IncomingBytes", "OutgoingBytes"),
                            Encryption.NONE),
                    Map.of("owner", "you")));

    private static final List<StreamEvent> CAPACITY = List.of(
            new CapacityChanged(
                    RESHARDED.id(),
                    CREATED.plusSeconds(11),
                    new Capacity(
                            OptionalInt.of(7),
                            6,
                            List.of(CREATED, CREATED.plusSeconds(1)),
                            List.of(CREATED.plusSeconds(2)))),
            new CommitmentChanged(new Commitment(Optional.of(CREATED), Optional.empty())));

    private static final List<StreamEvent> CONSUMERS = List.of(
            new ConsumerRegistered(new Consumer(
                    RESHARDED.id(),
                    "billing",
                    CREATED,
                    CREATED.plusMillis(500),
                    Optional.empty(),
                    Map.of("owner", "me", "stage", "é"))),
            new ConsumerRegistered(new Consumer(
                    RESHARDED.id(),
                    "audit",
                    CREATED,
                    CREATED.plusMillis(500),
                    Optional.of(CREATED.plusSeconds(9)),
                    Map.of())),
            new ConsumerTagged(RESHARDED.id(), "billing", Map.of("owner", "you")),
            new ConsumerLeaving(RESHARDED.id(), "billing", CREATED.plusSeconds(7)),
            new ConsumersForgotten(RESHARDED.id(), Set.of("billing", "audit")));

    private static final List<StreamEvent> ENCRYPTION = List.of(
            new EncryptionChanged(
                    RESHARDED.id(),
                    CREATED.plusSeconds(12),
                    new Encryption(
                            Optional.of("alias/aws/kinesis"),
                            List.of(CREATED, CREATED.plusSeconds(1)),
                            List.of(CREATED.plusSeconds(2)))),
            new EncryptionChanged(STREAM.id(), CREATED, Encryption.NONE));

    private static Shard child(int index, long log, int half) {
        return new Shard(
                new ShardId(index),
                log,
                HashKeyRange.even(2).get(half),
                CREATED.plusSeconds(2),
                List.of(new ShardId(0)),
                Optional.empty());
    }

    @Test
    void version1StaysReadable() throws IOException {
        assertThat(StreamEventCodec.decode(golden("golden/stream-events-1.hex")))
                .isEqualTo(EVENTS);
    }

    @Test
    void version2StaysAsItIs() throws IOException {
        byte[] golden = golden("golden/stream-events-2.hex");

        assertThat(StreamEventCodec.decode(golden)).isEqualTo(RESHARDING);
        assertThat(StreamEventCodec.encode(RESHARDING)).isEqualTo(golden);
    }

    @Test
    void capacityStaysAsItIs() throws IOException {
        byte[] golden = golden("golden/stream-events-capacity.hex");

        assertThat(StreamEventCodec.decode(golden)).isEqualTo(CAPACITY);
        assertThat(StreamEventCodec.encode(CAPACITY)).isEqualTo(golden);
    }

    @Test
    void consumersStayAsTheyAre() throws IOException {
        byte[] golden = golden("golden/stream-events-consumers.hex");

        assertThat(StreamEventCodec.decode(golden)).isEqualTo(CONSUMERS);
        assertThat(StreamEventCodec.encode(CONSUMERS)).isEqualTo(golden);
    }

    @Test
    void encryptionStaysAsItIs() throws IOException {
        byte[] golden = golden("golden/stream-events-encryption.hex");

        assertThat(StreamEventCodec.decode(golden)).isEqualTo(ENCRYPTION);
        assertThat(StreamEventCodec.encode(ENCRYPTION)).isEqualTo(golden);
    }

    @Test
    void policiesStayAsTheyAre() throws IOException {
        byte[] golden = golden("golden/stream-events-policy.hex");
        List<StreamEvent> events = List.of(
                new PolicyChanged(RESHARDED.id(), "", "{\"Statement\":[]}"),
                new PolicyChanged(RESHARDED.id(), "reader:7", ""));

        assertThat(StreamEventCodec.decode(golden)).isEqualTo(events);
        assertThat(StreamEventCodec.encode(events)).isEqualTo(golden);
    }

    @Test
    void aTokenKeyIsReadBackAsWritten() throws IOException {
        byte[] key = {1, 2, 3, (byte) 0xff};

        List<StreamEvent> events = StreamEventCodec.decode(StreamEventCodec.encode(List.of(new TokenKeyMade(key))));

        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        TokenKeyMade.class, made -> assertThat(made.key()).isEqualTo(key));
    }

    @Test
    void refusesAnotherVersionAndHalfAnEvent() throws IOException {
        byte[] future = StreamEventCodec.encode(EVENTS);
        future[0] = 3;
        byte[] half = StreamEventCodec.encode(List.of(new StreamCreated(STREAM)));

        assertThatThrownBy(() -> StreamEventCodec.decode(future))
                .isInstanceOf(IOException.class)
                .hasMessage("stream metadata of version 3, this server reads 2");
        assertThatThrownBy(() -> StreamEventCodec.decode(Arrays.copyOf(half, half.length - 1)))
                .isInstanceOf(EOFException.class);
    }

    private static byte[] golden(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                StreamEventCodecTest.class.getClassLoader().getResourceAsStream(resource), resource)) {
            return HexFormat.of().parseHex(new String(in.readAllBytes(), US_ASCII).replaceAll("\\s", ""));
        }
    }
}
