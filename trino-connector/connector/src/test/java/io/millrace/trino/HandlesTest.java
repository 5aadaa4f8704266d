package io.millrace.trino;

import static io.airlift.slice.Slices.utf8Slice;
import static io.trino.spi.type.VarcharType.VARCHAR;
import static io.trino.type.InternalTypeManager.TESTING_TYPE_MANAGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.airlift.json.JsonMapperProvider;
import io.trino.block.BlockJsonSerde;
import io.trino.metadata.BlockEncodingManager;
import io.trino.metadata.InternalBlockEncodingSerde;
import io.trino.plugin.base.TypeDeserializer;
import io.trino.simd.BlockEncodingSimdSupport;
import io.trino.spi.block.Block;
import io.trino.spi.block.BlockEncodingSerde;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.predicate.Domain;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.Type;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HandlesTest {
    private static final ObjectMapper MAPPER = mapper();

    static List<MillraceSplit> splits() {
        return List.of(
                new MillraceSplit("shardId-000000000000", new ShardStart.Horizon(), new ShardEnd.Drained()),
                new MillraceSplit("s", new ShardStart.AtSequence("495"), new ShardEnd.Before("496")),
                new MillraceSplit("s", new ShardStart.AfterSequence("495"), new ShardEnd.Before("496")),
                new MillraceSplit(
                        "s",
                        new ShardStart.AtTime(Instant.ofEpochMilli(1_700_000_000_123L)),
                        new ShardEnd.Pinned("AAAA", Instant.parse("2026-11-23T00:00:00.123456789Z"))));
    }

    @ParameterizedTest
    @MethodSource("splits")
    void splitsSurviveTheWayToAWorker(MillraceSplit split) throws JsonProcessingException {
        assertThat(roundTrip(split, MillraceSplit.class)).isEqualTo(split);
        assertThat(split.getRetainedSizeInBytes()).isPositive();
    }

    @Test
    void tableHandlesSurviveTheWayToAWorker() throws JsonProcessingException {
        MillraceColumnHandle shard = MillraceColumnHandle.of(MetadataColumn.SHARD_ID);
        MillraceTableHandle handle = new MillraceTableHandle(
                new SchemaTableName("db", "flights"),
                new StreamReference("flights", Optional.of("arn:aws:kinesis:us-east-1:000000000000:stream/flights")),
                List.of(new MillraceColumnHandle("delay", BigintType.BIGINT, Optional.of("minutes"), false)),
                TupleDomain.withColumnDomains(Map.of(shard, Domain.singleValue(VARCHAR, utf8Slice("s")))),
                OptionalLong.of(10));

        assertThat(roundTrip(handle, MillraceTableHandle.class)).isEqualTo(handle);
    }

    @Test
    void hiddenColumnsAreNamedAsDocumented() {
        assertThat(List.of(MetadataColumn.values()).stream().map(MetadataColumn::columnName))
                .containsExactly(
                        "_shard_id", "_sequence_number", "_arrival_time", "_partition_key", "_data", "_decode_error");
    }

    @Test
    void aStreamIsNamedByItsArn() {
        StreamReference stream = StreamReference.ofArn("arn:aws:kinesis:us-east-1:000000000000:stream/flights");

        assertThat(stream.name()).isEqualTo("flights");
        assertThatThrownBy(() -> StreamReference.ofArn("arn:aws:s3:::bucket"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StreamReference("no such/name", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static <T> T roundTrip(T value, Class<T> type) throws JsonProcessingException {
        return MAPPER.readValue(MAPPER.writeValueAsString(value), type);
    }

    private static ObjectMapper mapper() {
        BlockEncodingSerde blocks = new InternalBlockEncodingSerde(
                new BlockEncodingManager(new BlockEncodingSimdSupport(true)), TESTING_TYPE_MANAGER);
        return new JsonMapperProvider()
                .get()
                .registerModule(new SimpleModule()
                        .addDeserializer(Type.class, new TypeDeserializer(TESTING_TYPE_MANAGER))
                        .addSerializer(Block.class, new BlockJsonSerde.Serializer(blocks))
                        .addDeserializer(Block.class, new BlockJsonSerde.Deserializer(blocks)));
    }
}
