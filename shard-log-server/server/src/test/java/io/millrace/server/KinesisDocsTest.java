package io.millrace.server;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.testing.TestingServer;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.KinesisRequest;

/** The document for those who call the API names what the server answers. */
class KinesisDocsTest {
    private static final Pattern OPERATION = Pattern.compile("\\| `([A-Z][A-Za-z]+)` \\| (yes|no) \\|.*");

    @TempDir
    private Path directory;

    @Test
    void theTableNamesEveryOperationOfTheApiAndThoseThatAreBuiltAsSupported() throws Exception {
        Set<String> built = new TreeSet<>();
        Set<String> all = operations();
        try (TestingServer server = TestingServer.start(directory);
                HttpClient http = HttpClient.newHttpClient()) {
            for (String operation : all) {
                if (isBuilt(http, server.endpoint(), operation)) {
                    built.add(operation);
                }
            }
        }

        assertThat(documented("yes")).isEqualTo(built);
        assertThat(Stream.concat(documented("yes").stream(), documented("no").stream()))
                .containsExactlyInAnyOrderElementsOf(all);
    }

    /** Those of AWS's own client. */
    private static Set<String> operations() {
        Set<String> names = new TreeSet<>();
        for (Method method : KinesisAsyncClient.class.getMethods()) {
            Class<?>[] parameters = method.getParameterTypes();
            if (parameters.length > 0 && KinesisRequest.class.isAssignableFrom(parameters[0])) {
                String type = parameters[0].getSimpleName();
                names.add(type.substring(0, type.length() - "Request".length()));
            }
        }
        assertThat(names).hasSize(39);
        return names;
    }

    private static boolean isBuilt(HttpClient http, URI endpoint, String operation)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("X-Amz-Target", "Kinesis_20131202." + operation)
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        return !response.body().contains("UnknownOperationException");
    }

    private static Set<String> documented(String supported) throws IOException {
        return Files.readAllLines(document()).stream()
                .map(OPERATION::matcher)
                .filter(Matcher::matches)
                .filter(row -> row.group(2).equals(supported))
                .map(row -> row.group(1))
                .collect(toCollection(TreeSet::new));
    }

    private static Path document() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path document = at.resolve("docs").resolve("kinesis.md");
            if (Files.exists(document)) {
                return document;
            }
        }
        throw new AssertionError("no docs/kinesis.md above " + Path.of("").toAbsolutePath());
    }
}
