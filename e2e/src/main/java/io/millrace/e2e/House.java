package io.millrace.e2e;

import io.millrace.frontdoor.ObjectStore;
import io.millrace.objectstore.EmbeddedObjectStore;
import io.millrace.server.MillraceServer;
import io.millrace.server.ServerConfig;
import io.millrace.trino.launcher.AccessKey;
import io.millrace.trino.launcher.JavaMachine;
import io.millrace.trino.launcher.ServiceEndpoint;
import io.millrace.trino.launcher.TrinoConfig;
import io.millrace.trino.launcher.TrinoProcess;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * What runs: an object store unless another is named, the services, and the engines that have been asked for. Closes
 * what it started, last first. Any thread.
 */
public final class House implements Closeable {
    private static final String KNOWN_SECRET = "millrace";
    private static final String OBJECT_STORE_ENDPOINT = "object-store.endpoint";

    private final HouseConfig config;
    private final ServerConfig serverConfig;
    private final MillraceServer server;
    private final ExecutorService starters = Executors.newVirtualThreadPerTaskExecutor();
    /** Guarded by this. */
    private final Deque<Closeable> started;

    // Written by the thread that commands the house.
    private Future<TrinoProcess> trino = new CompletableFuture<>();
    private Future<FlinkCluster> flink = new CompletableFuture<>();

    private House(HouseConfig config, ServerConfig serverConfig, MillraceServer server, Deque<Closeable> started) {
        this.config = config;
        this.serverConfig = serverConfig;
        this.server = server;
        this.started = started;
    }

    /** Starts the object store and the services; on failure nothing is left running. */
    public static House open(HouseConfig config) throws IOException {
        Deque<Closeable> started = new ArrayDeque<>();
        try {
            Map<String, String> settings = new HashMap<>(config.settings());
            MillraceServer.Companion companion = () -> () -> {};
            if (!settings.containsKey(OBJECT_STORE_ENDPOINT)) {
                EmbeddedObjectStore.Prepared embedded = EmbeddedObjectStore.of(
                        config.dataDirectory().resolve("object-store"), config.objectStorePort());
                settings.putAll(settings(embedded.objectStore()));
                companion = embedded::start;
            }
            settings.putIfAbsent("emr.flink.home", config.installation().flink().toString());
            ServerConfig serverConfig = ServerConfig.of(settings);
            MillraceServer server = startServer(serverConfig, companion);
            started.push(server);
            return new House(config, serverConfig, server, started);
        } catch (IOException | RuntimeException e) {
            closeAll(started, e);
            throw e;
        }
    }

    private static MillraceServer startServer(ServerConfig config, MillraceServer.Companion companion)
            throws IOException {
        if (config.policiesFile().isPresent()) {
            // Who reads a table is given the key to its files, which must open no more than that.
            return MillraceServer.start(config, companion);
        }
        AwsCredentials objects = config.objectStore().credentials();
        if (config.auth() == ServerConfig.Auth.SIGV4
                && objects.secretAccessKey().equals(KNOWN_SECRET)) {
            throw new IllegalArgumentException(
                    "auth is sigv4, and the object store's key, which the house takes too, is"
                            + " the default that everybody knows: set object-store.access-key and object-store.secret-key");
        }
        // Trino signs for the door and for the objects with one key.
        return MillraceServer.start(config, objects, companion);
    }

    /** The front door. */
    public URI endpoint() {
        return server.endpoint();
    }

    /** Where the services are called over TLS, if there is a certificate. */
    public Optional<URI> secureEndpoint() {
        return server.secureEndpoint();
    }

    public URI icebergCatalog() {
        return server.endpoint().resolve("/iceberg");
    }

    public ObjectStore objectStore() {
        return serverConfig.objectStore();
    }

    public String region() {
        return serverConfig.account().region();
    }

    /** Clients that sign as the house itself. */
    public AwsClients clients() {
        return new AwsClients(endpoint(), region(), server.internalCredentials());
    }

    /** Starts Trino over the house; the future ends when it answers. */
    public Future<TrinoProcess> startTrino(int port) {
        trino = starters.submit(() -> launchTrino(port));
        return trino;
    }

    /** Starts a Flink cluster through the EMR API; the future ends when it takes steps. */
    public Future<FlinkCluster> startFlink() {
        flink = starters.submit(() -> {
            try (AwsClients aws = clients()) {
                return FlinkCluster.start(aws.emr());
            }
        });
        return flink;
    }

    /** Where everything answers; Trino and Flink must be up. */
    public Endpoints endpoints() {
        return new Endpoints(
                endpoint(),
                objectStore().endpoint(),
                trino.resultNow().endpoint(),
                flink.resultNow().flink());
    }

    /** Tells other commands where everything answers, until the house closes; Trino and Flink must be up. */
    public void announce() throws IOException {
        endpoints().write(config.dataDirectory());
        synchronized (this) {
            started.push(() -> Endpoints.delete(config.dataDirectory()));
        }
    }

    private TrinoProcess launchTrino(int port) throws IOException, InterruptedException {
        ObjectStore objects = objectStore();
        TrinoProcess process = TrinoProcess.start(new TrinoConfig(
                config.installation().trino(),
                config.dataDirectory().resolve("trino"),
                port,
                JavaMachine.current(),
                new TrinoConfig.Services(
                        endpoint(endpoint(), region(), server.internalCredentials()),
                        endpoint(objects.endpoint(), objects.region(), objects.credentials()))));
        synchronized (this) {
            started.push(process);
        }
        return process;
    }

    @Override
    public synchronized void close() throws IOException {
        starters.shutdownNow();
        IOException failure = new IOException("the house did not stop cleanly");
        closeAll(started, failure);
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    /** The settings that lead {@code s3://} to the store. */
    private static Map<String, String> settings(ObjectStore store) {
        return Map.of(
                OBJECT_STORE_ENDPOINT,
                store.endpoint().toString(),
                "object-store.region",
                store.region(),
                "object-store.access-key",
                store.credentials().accessKeyId(),
                "object-store.secret-key",
                store.credentials().secretAccessKey(),
                "object-store.warehouse",
                store.warehouse().toString());
    }

    private static ServiceEndpoint endpoint(URI uri, String region, AwsCredentials credentials) {
        return new ServiceEndpoint(
                uri, region, Optional.of(new AccessKey(credentials.accessKeyId(), credentials.secretAccessKey())));
    }

    private static void closeAll(Deque<Closeable> started, Exception failure) {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (IOException | RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
