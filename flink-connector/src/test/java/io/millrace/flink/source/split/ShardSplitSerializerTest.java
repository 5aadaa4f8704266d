package io.millrace.flink.source.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.ShardId;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardSplitSerializerTest {
    private static final Instant END = Instant.ofEpochMilli(0x1122);
    private static final Instant COMPLETE = Instant.ofEpochMilli(0x3344);
    private final ShardSplitSerializer serializer = new ShardSplitSerializer();

    private static ShardSplit split(String name) {
        ShardId shard = new ShardId(7);
        return switch (name) {
            case "trim-horizon" -> ShardSplit.unread(shard, new Progress.FromTrimHorizon(), null);
            case "timestamp" -> ShardSplit.unread(shard, new Progress.FromTimestamp(Instant.ofEpochMilli(0x55)), END);
            case "after" -> new ShardSplit(shard, new Progress.After(BigInteger.ONE.shiftLeft(64)), null, COMPLETE);
            case "finished" -> new ShardSplit(shard, new Progress.Finished(), END, COMPLETE);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Bytes of version 1, as checkpoints out there hold them: these lines never change. */
    @ParameterizedTest
    @CsvSource({
        "trim-horizon, 00000007 00 00 00",
        "timestamp,    00000007 01 0000000000000055 01 0000000000001122 00",
        "after,        00000007 02 0009 010000000000000000 00 01 0000000000003344",
        "finished,     00000007 03 01 0000000000001122 01 0000000000003344",
    })
    void readsAndWritesVersion1(String name, String hex) throws IOException {
        byte[] golden = HexFormat.of().parseHex(hex.replace(" ", ""));

        assertThat(serializer.getVersion()).isEqualTo(1);
        assertThat(serializer.serialize(split(name))).isEqualTo(golden);
        assertThat(serializer.deserialize(1, golden)).isEqualTo(split(name));
    }

    @Test
    void refusesANewerVersionAndBytesThatAreNoSplit() {
        assertThatThrownBy(() -> serializer.deserialize(2, new byte[] {0}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("newer connector");
        assertThatThrownBy(() -> serializer.deserialize(1, HexFormat.of().parseHex("000000070900")))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> serializer.deserialize(1, HexFormat.of().parseHex("00000007000000ff")))
                .isInstanceOf(IOException.class);
    }
}
