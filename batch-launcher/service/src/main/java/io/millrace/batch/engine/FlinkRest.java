package io.millrace.batch.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the launcher asks of a JobManager's REST endpoint. An address is host and port. */
final class FlinkRest implements AutoCloseable {
    /** The job parameter that says which step began a job. */
    static final String STEP_PARAMETER = "millrace.step";

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED", "SUSPENDED");

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final JsonMapper mapper = new JsonMapper();

    /** How many TaskManagers have registered. */
    int taskManagers(String address) throws IOException {
        return get(address, "/overview").path("taskmanagers").asInt();
    }

    /** Jobs a step began that have not ended. */
    List<String> liveJobs(String address, String stepId) throws IOException {
        List<String> jobs = new ArrayList<>();
        for (JsonNode job : get(address, "/jobs").path("jobs")) {
            String id = job.path("id").asText();
            if (!ENDED.contains(job.path("status").asText()) && stepId.equals(stepOf(address, id))) {
                jobs.add(id);
            }
        }
        return jobs;
    }

    void cancel(String address, String jobId) throws IOException {
        HttpRequest request = request(address, "/jobs/" + jobId + "?mode=cancel")
                .method("PATCH", HttpRequest.BodyPublishers.noBody())
                .build();
        send(request);
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }

    private String stepOf(String address, String jobId) throws IOException {
        return get(address, "/jobs/" + jobId + "/config")
                .path("execution-config")
                .path("user-config")
                .path(STEP_PARAMETER)
                .asText();
    }

    private JsonNode get(String address, String path) throws IOException {
        return mapper.readTree(send(request(address, path).build()));
    }

    private static HttpRequest.Builder request(String address, String path) {
        return HttpRequest.newBuilder(URI.create("http://" + address + path)).timeout(TIMEOUT);
    }

    private byte[] send(HttpRequest request) throws IOException {
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() >= 400) {
                throw new IOException("%s answered %d".formatted(request.uri(), response.statusCode()));
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + request.uri(), e);
        }
    }
}
