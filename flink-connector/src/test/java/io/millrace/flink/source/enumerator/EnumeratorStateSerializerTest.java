package io.millrace.flink.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.flink.source.split.Progress;
import io.millrace.flink.source.split.ShardSplit;
import io.millrace.model.ShardId;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EnumeratorStateSerializerTest {
    /** Bytes of version 1, as checkpoints out there hold them: they never change. */
    private static final String GOLDEN =
            "00000004 00000001 00000001 00000004000000 00000002 00000001 00000002 00000001 00000000"
                    + " 00000002 00000001 00000001 00000000 00000004 00000002 00000001 00000002";

    private final EnumeratorStateSerializer serializer = new EnumeratorStateSerializer();

    private final EnumeratorState state = new EnumeratorState(
            4,
            List.of(ShardSplit.unread(new ShardId(4), new Progress.FromTrimHorizon(), null)),
            Set.of(new ShardId(2), new ShardId(1)),
            Set.of(new ShardId(0)),
            Map.of(
                    new ShardId(1), Set.of(new ShardId(0)),
                    new ShardId(4), Set.of(new ShardId(2), new ShardId(1))));

    @Test
    void readsAndWritesVersion1() throws IOException {
        byte[] golden = HexFormat.of().parseHex(GOLDEN.replace(" ", ""));

        assertThat(serializer.getVersion()).isEqualTo(1);
        assertThat(serializer.serialize(state)).isEqualTo(golden);
        assertThat(serializer.deserialize(1, golden)).isEqualTo(state);
    }

    @Test
    void refusesANewerVersion() {
        assertThatThrownBy(() -> serializer.deserialize(2, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("newer connector");
    }
}
