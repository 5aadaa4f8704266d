package io.millrace.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysConfigTest {
    @Test
    void defaultsAreThese() {
        assertThat(KeysConfig.of(Map.of())).isEqualTo(new KeysConfig(Optional.empty(), 10_000));
    }

    @Test
    void everyKeyIsMapped() {
        assertThat(KeysConfig.of(Map.of("master-key-file", "/run/secrets/master", "keys-max", "2")))
                .isEqualTo(new KeysConfig(Optional.of(Path.of("/run/secrets/master")), 2));
    }

    @ParameterizedTest
    @CsvSource({
        "master-key, x, unknown configuration key: kms.master-key",
        "keys-max, many, kms.keys-max cannot be many",
        "keys-max, 0, kms.keys-max is below 1"
    })
    void aWrongKeyOrValueIsRefusedInOneLine(String key, String value, String message) {
        assertThatThrownBy(() -> KeysConfig.of(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
