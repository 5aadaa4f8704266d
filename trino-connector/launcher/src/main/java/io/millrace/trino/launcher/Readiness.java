package io.millrace.trino.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a server whether it answers queries: it has finished starting, and one that needs a worker has run. */
final class Readiness {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    /** A query of one row is done after three or four pages; more means that it waits. */
    private static final int PAGES_MAX = 20;

    private static final String STARTED = "\"starting\":false";
    private static final String FINISHED = "\"state\":\"FINISHED\"";
    private static final Pattern NEXT_PAGE = Pattern.compile("\"nextUri\":\"([^\"]+)\"");

    private final HttpClient client;
    private final URI endpoint;

    Readiness(HttpClient client, URI endpoint) {
        this.client = client;
        this.endpoint = endpoint;
    }

    /** False while the server does not listen, starts, or has no worker. */
    boolean isReady() throws InterruptedException {
        try {
            return answer(request("/v1/info").GET().build()).contains(STARTED) && runsQuery();
        } catch (IOException e) {
            // Nobody listens yet, or the port was closed under us: the caller watches the process and the clock.
            return false;
        }
    }

    private boolean runsQuery() throws IOException, InterruptedException {
        String page = answer(request("/v1/statement")
                .POST(HttpRequest.BodyPublishers.ofString("SELECT count(*) FROM system.runtime.nodes"))
                .build());
        for (int count = 0; count < PAGES_MAX; count++) {
            Optional<URI> next = nextPage(page);
            if (next.isEmpty()) {
                return page.contains(FINISHED);
            }
            page = answer(request(next.get().getPath()).GET().build());
        }
        return false;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(endpoint.resolve(path))
                .timeout(ANSWER_TIMEOUT)
                .header("X-Trino-User", "millrace");
    }

    private String answer(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString(UTF_8)).body();
    }

    private static Optional<URI> nextPage(String page) {
        Matcher matcher = NEXT_PAGE.matcher(page);
        return matcher.find() ? Optional.of(URI.create(matcher.group(1))) : Optional.empty();
    }
}
