package io.millrace.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
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

    @Test
    void everyKeyIsDocumentedAndNoOther() throws IOException {
        Pattern row = Pattern.compile("^\\| `kms\\.([a-z.-]+)` \\|");
        Path docs = Path.of("").toAbsolutePath();
        while (!Files.exists(docs.resolve("docs/operations.md"))) {
            docs = Objects.requireNonNull(docs.getParent(), "docs/operations.md above");
        }

        assertThat(Files.readAllLines(docs.resolve("docs/operations.md")).stream()
                        .flatMap(line -> row.matcher(line).results())
                        .map(found -> found.group(1)))
                .containsExactlyInAnyOrderElementsOf(KeysConfig.KEYS);
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
