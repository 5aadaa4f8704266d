package io.millrace.firehose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FirehoseSettingsTest {
    @Test
    void nothingSaidIsTheDefault() {
        assertThat(FirehoseSettings.of(Map.of())).isEqualTo(new FirehoseSettings(5_000, 1));
    }

    @Test
    void everyKeyIsMapped() {
        assertThat(FirehoseSettings.of(Map.of("delivery-streams-max", "7", "direct-put-shards", "4")))
                .isEqualTo(new FirehoseSettings(7, 4));
    }

    @Test
    void whatIsUnknownOrWrongIsRefusedInOneLine() {
        assertThatThrownBy(() -> FirehoseSettings.of(Map.of("shards", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown keys of firehose: shards");
        assertThatThrownBy(() -> FirehoseSettings.of(Map.of("direct-put-shards", "many")))
                .hasMessage("firehose.direct-put-shards is not a number: many");
        assertThatThrownBy(() -> FirehoseSettings.of(Map.of("direct-put-shards", "0")))
                .hasMessage("firehose.direct-put-shards is below 1");
    }
}
