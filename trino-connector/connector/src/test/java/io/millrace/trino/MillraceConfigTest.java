package io.millrace.trino;

import static io.airlift.configuration.testing.ConfigAssertions.assertFullMapping;
import static io.airlift.configuration.testing.ConfigAssertions.assertRecordedDefaults;
import static io.airlift.configuration.testing.ConfigAssertions.recordDefaults;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MillraceConfigTest {
    @Test
    @SuppressWarnings("NullAway") // An endpoint has no default.
    void hasDefaultsForAllButTheEndpoint() {
        assertRecordedDefaults(recordDefaults(MillraceConfig.class)
                .setEndpoint(null)
                .setRegion("us-east-1")
                .setAccessKey(null)
                .setSecretKey(null)
                .setSplitsPerShard(4));
    }

    @Test
    void mapsEveryProperty() {
        Map<String, String> properties = Map.of(
                "millrace.endpoint", "http://127.0.0.1:4567",
                "millrace.region", "eu-west-1",
                "millrace.access-key", "id",
                "millrace.secret-key", "secret",
                "millrace.splits-per-shard", "7");

        assertFullMapping(
                properties,
                new MillraceConfig()
                        .setEndpoint(URI.create("http://127.0.0.1:4567"))
                        .setRegion("eu-west-1")
                        .setAccessKey("id")
                        .setSecretKey("secret")
                        .setSplitsPerShard(7));
    }

    @Test
    void refusesHalfAKey() {
        assertThat(new MillraceConfig().setAccessKey("id").isKeyWhole()).isFalse();
        assertThat(new MillraceConfig()
                        .setAccessKey("id")
                        .setSecretKey("secret")
                        .isKeyWhole())
                .isTrue();
    }
}
