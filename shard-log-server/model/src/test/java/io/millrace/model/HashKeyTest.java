package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashKeyTest {
    @ParameterizedTest
    @CsvSource({
        // Known MD5 digests, the second above 2^127: the hash is unsigned.
        "a, 16955237001963240173058271559858726497",
        "b, 195289424170611159128911017612795795343"
    })
    void aPartitionKeyHashesToTheMd5OfItsUtf8(String key, String hash) {
        assertThat(new PartitionKey(key).hash()).hasToString(hash);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "340282366920938463463374607431768211456"})
    void refusesWhatIsOffTheRing(String decimal) {
        assertThatThrownBy(() -> HashKey.parse(decimal)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPartitionKeyIsCountedInCodePoints() {
        String clef = "\uD834\uDD1E";

        assertThat(new PartitionKey(clef.repeat(256)).value()).hasSize(512);
        assertThatThrownBy(() -> new PartitionKey("x".repeat(257))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PartitionKey("")).isInstanceOf(IllegalArgumentException.class);
    }
}
