package io.millrace.server.direct;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpData;
import io.millrace.frontdoor.BodyFormat;
import io.millrace.frontdoor.wire.Codec;
import io.millrace.model.HashKeyRange;
import io.millrace.model.SequenceNumber;
import io.millrace.model.ShardId;
import io.millrace.server.stream.Shard;
import io.millrace.server.write.Payload;
import io.millrace.server.write.Slice;
import io.millrace.storage.RecordContent;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Record;

/** What is written directly is, byte for byte, what the general codec writes. */
class AnswersTest {
    private static final Codec CBOR = Codec.cbor(100, 1 << 24);
    private static final Map<BodyFormat, Codec> CODECS =
            Map.of(BodyFormat.CBOR, CBOR, BodyFormat.JSON, Codec.json(100, 1 << 24));
    private static final long NOW = Instant.parse("2026-11-23T10:00:00.123Z").toEpochMilli();

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void recordsThatWereAcknowledgedAndRefused(long seed) {
        CODECS.forEach((format, codec) -> {
            Random random = new Random(seed);
            int records = 1 + random.nextInt(500);
            int failed = seed % 2 == 0 ? 0 : random.nextInt(records + 1);
            PutRecordsAnswer answer = new PutRecordsAnswer(format, records, failed);
            List<PutRecordsResultEntry> results = new ArrayList<>();
            for (int index = 0; index < records; index++) {
                if (index < failed) {
                    String message = "Because of " + index + ": " + "x".repeat(random.nextInt(400));
                    answer.addRefusal("SomeException", message);
                    results.add(refusal(message));
                    continue;
                }
                ShardId shard = new ShardId(random.nextInt(10_000));
                SequenceNumber number = number(random, shard.index());
                answer.add(shard, number);
                results.add(PutRecordsResultEntry.builder()
                        .shardId(shard.toString())
                        .sequenceNumber(number.toString())
                        .build());
            }

            boolean sealed = seed % 2 == 0;
            assertThat(answer.finish(sealed))
                    .isEqualTo(codec.encode(PutRecordsResponse.builder()
                            .failedRecordCount(failed)
                            .records(results)
                            .encryptionType(sealed ? EncryptionType.KMS : null)
                            .build()));
        });
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void recordsThatWereRefused(int length) {
        List<String> messages = List.of("é".repeat(length), "short");
        CODECS.forEach((format, codec) -> {
            PutRecordsAnswer answer = new PutRecordsAnswer(format, messages.size(), messages.size());
            messages.forEach(message -> answer.addRefusal("SomeException", message));

            assertThat(answer.finish())
                    .isEqualTo(codec.encode(PutRecordsResponse.builder()
                            .failedRecordCount(2)
                            .records(messages.stream().map(AnswersTest::refusal).toList())
                            .build()));
        });
    }

    private static PutRecordsResultEntry refusal(String message) {
        return PutRecordsResultEntry.builder()
                .errorCode("SomeException")
                .errorMessage(message)
                .build();
    }

    static List<Integer> lengths() {
        return List.of(0, 11, 12, 127, 128, 300);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void recordsThatWereRead(long seed) {
        Random random = new Random(seed);
        GetRecordsAnswer answer = new GetRecordsAnswer(UnpooledByteBufAllocator.DEFAULT);
        List<Record> records = new ArrayList<>();
        int count = random.nextInt(60);
        for (int index = 0; index < count; index++) {
            byte[] data = new byte[random.nextInt(random.nextInt(10) == 0 ? 700_000 : 3_000)];
            random.nextBytes(data);
            String key = "ké".repeat(1 + random.nextInt(100));
            SequenceNumber number = number(random, 3);
            long arrival = NOW + random.nextInt(1_000_000);
            boolean sealed = random.nextInt(3) == 0;
            answer.add(number, arrival, sealed ? sealed(payload(key, data)) : payload(key, data));
            records.add(Record.builder()
                    .sequenceNumber(number.toString())
                    .approximateArrivalTimestamp(Instant.ofEpochMilli(arrival))
                    .data(SdkBytes.fromByteArray(data))
                    .partitionKey(key)
                    .encryptionType(sealed ? EncryptionType.KMS : null)
                    .build());
        }
        long behind = random.nextInt(3) == 0 ? 0 : random.nextLong(100_000_000_000L);

        List<HttpData> pieces = answer.finish("iterator".repeat(20), behind);

        assertThat(bytes(pieces))
                .isEqualTo(CBOR.encode(GetRecordsResponse.builder()
                        .records(records)
                        .nextShardIterator("iterator".repeat(20))
                        .millisBehindLatest(behind)
                        .build()));
    }

    @Test
    void theEndOfAShardAndItsChildren() {
        Instant created = Instant.ofEpochMilli(NOW);
        List<ShardId> parents = List.of(new ShardId(7), new ShardId(123_456));
        List<Shard> children = HashKeyRange.even(3).stream()
                .map(range -> new Shard(new ShardId(200_000), 9, range, created, parents, Optional.empty()))
                .toList();
        GetRecordsAnswer answer = new GetRecordsAnswer(UnpooledByteBufAllocator.DEFAULT);

        List<HttpData> pieces = answer.finishShard(0, children);

        assertThat(bytes(pieces))
                .isEqualTo(CBOR.encode(GetRecordsResponse.builder()
                        .records(List.of())
                        .millisBehindLatest(0L)
                        .childShards(children.stream()
                                .map(child -> ChildShard.builder()
                                        .shardId("shardId-000000200000")
                                        .parentShards("shardId-000000000007", "shardId-000000123456")
                                        .hashKeyRange(range -> range.startingHashKey(
                                                        child.range().start().toString())
                                                .endingHashKey(
                                                        child.range().end().toString()))
                                        .build())
                                .toList())
                        .build()));
    }

    @Test
    void anAnswerThatIsDroppedGivesItsMemoryBack() {
        UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);
        GetRecordsAnswer answer = new GetRecordsAnswer(memory);
        for (int index = 0; index < 10; index++) {
            answer.add(number(new Random(1), 0), NOW, payload("k", new byte[100_000]));
        }

        assertThat(memory.metric().usedDirectMemory()).isGreaterThan(1_000_000);

        answer.release();

        assertThat(memory.metric().usedDirectMemory()).isZero();
    }

    private static SequenceNumber number(Random random, int shardIndex) {
        return new SequenceNumber(NOW / 1_000, shardIndex, random.nextLong(1L << 40), NOW / 1_000 + random.nextInt(99));
    }

    private static Payload sealed(Payload payload) {
        return new Payload(payload.source(), payload.position(), payload.length(), true);
    }

    private static Payload payload(String key, byte[] data) {
        RecordContent content = Payload.content(Slice.of(key.getBytes(UTF_8)), Slice.of(data));
        ByteBuffer source = ByteBuffer.allocateDirect(content.length() + 9).position(9);
        content.writeTo(source);
        return new Payload(source, 9, content.length());
    }

    private static byte[] bytes(List<HttpData> pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (HttpData piece : pieces) {
            all.writeBytes(piece.array());
            piece.close();
        }
        return all.toByteArray();
    }
}
