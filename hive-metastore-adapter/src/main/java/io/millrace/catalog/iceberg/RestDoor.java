package io.millrace.catalog.iceberg;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.millrace.catalog.CatalogStore;
import io.millrace.frontdoor.ObjectStore;
import java.io.Closeable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Iceberg REST catalog, version 1. The front door has authenticated the caller. */
public final class RestDoor implements HttpService, Closeable {
    private static final Logger log = LoggerFactory.getLogger(RestDoor.class);

    private static final String VERSION = "v1";
    /** A store that is down is told to the client while it still waits; Iceberg's own waits add up to a minute. */
    private static final Map<String, String> OWN_SETTINGS = Map.of(
            "http-client.type", "urlconnection",
            "s3.retry.num-retries", "4",
            "s3.retry.min-wait-ms", "100",
            "s3.retry.max-wait-ms", "2000");

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ObjectMapper json = RestJson.mapper();
    private final S3FileIO io = new S3FileIO();
    private final ObjectStore objectStore;
    private final RestRoutes routes;

    /** Opens the door over the store; tables without a location of their own go to the object store's warehouse. */
    public RestDoor(CatalogStore store, ObjectStore objectStore) {
        this.objectStore = objectStore;
        Map<String, String> place = place(objectStore);
        Map<String, String> own = new HashMap<>(OWN_SETTINGS);
        own.putAll(place);
        own.putAll(keys(objectStore));
        io.initialize(own);
        String warehouse = objectStore.warehouse().toString().replaceFirst("/$", "");
        routes = new RestRoutes(new StoredCatalog(store, io, warehouse), place, keys(objectStore));
    }

    /** Makes ready what tables are written into. */
    public void started() {
        Warehouse.open(objectStore);
    }

    @Override
    public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
        return HttpResponse.of(request.aggregate().thenApplyAsync(aggregated -> respond(context, aggregated), threads));
    }

    @Override
    public void close() {
        threads.close();
        io.close();
    }

    private HttpResponse respond(ServiceRequestContext context, AggregatedHttpRequest request) {
        List<String> path = List.of(context.mappedPath().replaceFirst("^/", "").split("/", -1));
        if (!path.getFirst().equals(VERSION)) {
            return noSuchRoute(request);
        }
        RestRequest call = new RestRequest(
                request.method().name(),
                path.subList(1, path.size()),
                QueryParams.fromQueryString(context.query()),
                request.content().array(),
                json);
        try {
            Optional<RestAnswer> answer = routes.answer(call);
            return answer.isPresent() ? render(answer.get()) : noSuchRoute(request);
        } catch (Exception e) {
            ErrorResponse error = RestErrors.of(e);
            if (error.code() >= HttpStatus.INTERNAL_SERVER_ERROR.code()) {
                log.error(
                        "{} {} failed, request {}",
                        request.method(),
                        context.path(),
                        context.id().text(),
                        e);
            }
            return render(new RestAnswer(error.code(), Optional.of(error)));
        }
    }

    private HttpResponse noSuchRoute(AggregatedHttpRequest request) {
        ErrorResponse error = ErrorResponse.builder()
                .responseCode(HttpStatus.NOT_FOUND.code())
                .withType("NoSuchRouteException")
                .withMessage("No route for %s %s".formatted(request.method(), request.path()))
                .build();
        return render(new RestAnswer(error.code(), Optional.of(error)));
    }

    private HttpResponse render(RestAnswer answer) {
        HttpStatus status = HttpStatus.valueOf(answer.status());
        if (answer.body().isEmpty()) {
            return HttpResponse.of(status);
        }
        try {
            return HttpResponse.of(
                    status,
                    MediaType.JSON_UTF_8,
                    HttpData.wrap(json.writeValueAsBytes(answer.body().get())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Iceberg's own answer is not JSON", e);
        }
    }

    /** How clients find the objects; {@code s3.region} is the name that clients in Python know. */
    private static Map<String, String> place(ObjectStore store) {
        return Map.of(
                "s3.endpoint", store.endpoint().toString(),
                "s3.path-style-access", "true",
                "s3.region", store.region(),
                "client.region", store.region());
    }

    private static Map<String, String> keys(ObjectStore store) {
        return Map.of(
                "s3.access-key-id", store.credentials().accessKeyId(),
                "s3.secret-access-key", store.credentials().secretAccessKey());
    }
}
