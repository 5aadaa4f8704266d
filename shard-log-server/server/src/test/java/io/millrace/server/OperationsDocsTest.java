package io.millrace.server;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.testing.KinesisClients;
import io.millrace.server.testing.TestingServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The document for those who run a server says what the server does. */
class OperationsDocsTest {
    private static final Pattern METRIC =
            Pattern.compile("^\\| `([A-Za-z_]+)` \\| (counter|gauge|histogram|summary) \\|");
    /** The default of a key that has none of its own is said in words. */
    private static final Pattern KEY = Pattern.compile("^\\| `kinesis\\.([a-z-]+)` \\| (?:`([^`]+)`|[^`|]+) \\|");

    private static final Pattern SERVER_KEY =
            Pattern.compile("^\\| `((?!kinesis\\.|kms\\.)[a-z.-]+)` \\| (?:`([^`]+)`|none) \\|");

    @TempDir
    private Path directory;

    @Test
    void everyMetricIsDocumentedAndEveryDocumentedOneIsThere() throws IOException {
        Map<String, String> documented = rows(METRIC);

        Map<String, String> exposed = new TreeMap<>();
        try (TestingServer server = TestingServer.start(directory);
                KinesisClient client = KinesisClients.withoutRetries(server.endpoint())) {
            client.createStream(request -> request.streamName("orders").shardCount(1));
            client.putRecord(
                    request -> request.streamName("orders").partitionKey("key").data(SdkBytes.fromUtf8String("data")));
            exposed.putAll(Scrape.of(server.endpoint()).types());
        }

        exposed.keySet().removeIf(name -> name.startsWith("armeria_"));
        assertThat(documented).isEqualTo(exposed);
    }

    @Test
    void everyKeyOfTheServiceIsDocumentedWithItsDefaultAndNoOther() throws IOException {
        Map<String, String> documented = rows(KEY);

        assertThat(documented.keySet()).isEqualTo(KinesisConfig.keys());
        documented.forEach((key, value) -> {
            if (!value.isEmpty()) {
                assertThat(KinesisConfig.of(Map.of(key, value))).as(key).isEqualTo(KinesisConfig.of(Map.of()));
            }
        });
    }

    @Test
    void everyKeyOfTheServerIsDocumentedWithItsDefaultAndNoOther() throws IOException {
        Map<String, String> documented = rows(SERVER_KEY);

        assertThat(documented).containsAllEntriesOf(ServerConfig.defaults());
        documented.forEach((key, value) -> {
            if (value.isEmpty()) {
                // None of its own: unknown ones are refused for being that.
                assertThatThrownBy(() -> ServerConfig.of(Map.of(key, "")))
                        .as(key)
                        .message()
                        .doesNotContain("unknown configuration key");
            } else {
                assertThat(ServerConfig.defaults()).containsEntry(key, value);
            }
        });
    }

    private static Map<String, String> rows(Pattern row) throws IOException {
        return Files.readAllLines(document()).stream()
                .flatMap(line -> row.matcher(line).results())
                .collect(toMap(found -> found.group(1), OperationsDocsTest::second, (one, two) -> two, TreeMap::new));
    }

    private static String second(MatchResult found) {
        return Optional.ofNullable(found.group(2)).orElse("");
    }

    private static Path document() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path document = at.resolve("docs").resolve("operations.md");
            if (Files.exists(document)) {
                return document;
            }
        }
        throw new AssertionError("no docs/operations.md above " + Path.of("").toAbsolutePath());
    }
}
