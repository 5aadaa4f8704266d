package io.millrace.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LogStoreConfigTest {
    @Test
    void theDefaultsAreThese() {
        assertThat(LogStoreConfig.DEFAULT)
                .isEqualTo(new LogStoreConfig(
                        268_435_456, 33_554_432, new LogStoreConfig.Disk(Long.MAX_VALUE, 134_217_728)));
    }

    @Test
    void aSegmentHasRoomAndATailMayHaveNone() {
        assertThat(new LogStoreConfig(1, 0).tailBytes()).isZero();
        assertThatThrownBy(() -> new LogStoreConfig(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LogStoreConfig(1, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
