package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardIdTest {
    @Test
    void isReadBackAsWritten() {
        assertThat(new ShardId(17)).hasToString("shardId-000000000017");
        assertThat(ShardId.parse("shardId-000000000017")).isEqualTo(new ShardId(17));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "17", "shardId-17", "shardId-0000000000017", "shardId-999999999999", "shard-000000000017"})
    void refusesAnyOtherText(String text) {
        assertThatThrownBy(() -> ShardId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "orders/1", "é"})
    void aStreamNameHasNoOtherCharacters(String name) {
        assertThatThrownBy(() -> new StreamName(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStreamNameHas128CharactersAtMost() {
        assertThat(new StreamName("a-Z_0.9".repeat(18)).value()).hasSize(126);
        assertThatThrownBy(() -> new StreamName("a".repeat(129))).isInstanceOf(IllegalArgumentException.class);
    }
}
