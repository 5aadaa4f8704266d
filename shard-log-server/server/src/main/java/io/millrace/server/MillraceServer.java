package io.millrace.server;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.frontdoor.FrontDoor;
import io.millrace.frontdoor.FrontDoorConfig;
import io.millrace.frontdoor.LocalCalls;
import io.millrace.frontdoor.Service;
import io.millrace.frontdoor.ServiceContext;
import io.millrace.frontdoor.ServiceContext.Peers;
import io.millrace.frontdoor.ServiceProvider;
import io.millrace.frontdoor.auth.Authentication;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** Every service on the class path behind one front door, in this process. */
public final class MillraceServer implements Closeable {
    private static final Logger logger = LoggerFactory.getLogger(MillraceServer.class);
    private static final int INTERNAL_SECRET_BYTES = 32;

    private final URI endpoint;
    private final Optional<URI> secureEndpoint;
    private final AwsCredentials internalCredentials;

    private final Resources open;

    private MillraceServer(FrontDoor door, AwsCredentials internalCredentials, Resources open) {
        this.endpoint = door.uri();
        this.secureEndpoint = door.secureUri();
        this.internalCredentials = internalCredentials;
        this.open = open;
    }

    /**
     * Takes the address, opens the services, and lets them work.
     *
     * @throws IOException in one line, if the port is taken or the data directory cannot be used; nothing stays open
     * @throws IllegalArgumentException in one line, if the configuration is wrong; nothing stays open
     */
    public static MillraceServer start(ServerConfig config) throws IOException {
        return start(config, () -> () -> {});
    }

    /** What belongs to a server: opened as soon as the data directory is held, and closed while it is held still. */
    @FunctionalInterface
    public interface Companion {
        Closeable open() throws IOException;
    }

    /** As {@link #start(ServerConfig)}, with a companion. */
    public static MillraceServer start(ServerConfig config, Companion companion) throws IOException {
        return start(config, internalCredentials(new SecureRandom()), companion);
    }

    /**
     * As {@link #start(ServerConfig, Companion)}, with what the process's own callers sign with: those of an
     * object store that belongs to this process alone, so that engines that have one key for both are let in.
     */
    public static MillraceServer start(ServerConfig config, AwsCredentials internal, Companion companion)
            throws IOException {
        List<ServiceProvider> providers = ServiceLoader.load(ServiceProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(ServiceProvider::name))
                .toList();
        refuseUnknownServices(config, providers);
        Resources open = new Resources();
        try {
            MillraceServer server = open(config, internal, new Parts(providers, companion), open);
            logger.info("ready at {}", server.endpoint);
            return server;
        } catch (IOException | RuntimeException e) {
            open.close();
            throw e;
        }
    }

    /** Where the services are called on this machine, in clear. */
    public URI endpoint() {
        return endpoint;
    }

    /** Where they are called over TLS, if there is a certificate. */
    public Optional<URI> secureEndpoint() {
        return secureEndpoint;
    }

    /** What this process's own callers sign with. Made at every start unless given, and never logged. */
    public AwsCredentials internalCredentials() {
        return internalCredentials;
    }

    /** Ends background work, answers the requests under way, then closes the services in reverse order. */
    @Override
    public void close() {
        open.close();
        logger.info("closed {}", endpoint);
    }

    /** What a server is made of beside its configuration. */
    private record Parts(List<ServiceProvider> providers, Companion companion) {}

    private static MillraceServer open(ServerConfig config, AwsCredentials internal, Parts parts, Resources open)
            throws IOException {
        DataDirectory data = config.takeOver().isPresent()
                ? DataDirectory.holdOrFollow(config.data())
                : DataDirectory.hold(config.data());
        open.push(data);
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        FrontDoor door = listen(config, internal, data, meters);
        // The services close after the door, whose callers they answer to the end.
        Resources behind = new Resources();
        open.push(behind);
        open.push(door);
        if (!data.isHeld()) {
            data.await(config.takeOver().orElseThrow());
        }
        open.push(data::letSuccessorListen);
        behind.push(parts.companion().open());
        CompletableFuture<List<? extends Service>> opened = new CompletableFuture<>();
        Peers peers = new Peers(door::uri, internal, config.objectStore(), new LocalCalls(opened));
        List<Service> services = new ArrayList<>();
        for (ServiceProvider provider : parts.providers()) {
            Service service = open(provider, config, data, peers, meters);
            behind.push(service);
            services.add(service);
        }
        opened.complete(services);
        // Closed before the door: what works in the background calls its peers through it.
        services.forEach(service -> open.push(service::stopping));
        door.open(services);
        return new MillraceServer(door, internal, open);
    }

    /** Takes the address; beside a process that holds the data directory, once its background work has ended. */
    private static FrontDoor listen(
            ServerConfig config, AwsCredentials internal, DataDirectory data, PrometheusMeterRegistry meters)
            throws IOException {
        FrontDoorConfig door = frontDoor(config, internal, !data.isHeld());
        if (door.beside()) {
            FrontDoor.check(door);
            data.succeed(config.takeOver().orElseThrow());
        }
        return FrontDoor.bind(door, meters);
    }

    private static Service open(
            ServiceProvider provider,
            ServerConfig config,
            DataDirectory data,
            Peers peers,
            PrometheusMeterRegistry meters)
            throws IOException {
        String name = provider.name();
        try {
            return provider.open(new ServiceContext(
                    data.of(name),
                    config.account(),
                    peers,
                    config.services().getOrDefault(name, Map.of()),
                    InstantSource.system(),
                    meters));
        } catch (IOException e) {
            throw new IOException(
                    "%s cannot open its data in %s: %s".formatted(name, config.data(), DataDirectory.reason(e)), e);
        }
    }

    private static FrontDoorConfig frontDoor(ServerConfig config, AwsCredentials internal, boolean beside) {
        Authentication authentication = switch (config.auth()) {
            case NONE -> new Authentication.None();
            case SIGV4 ->
                new Authentication.SigV4(config.credentialsFile().orElseThrow(), internal, config.policiesFile());
        };
        return new FrontDoorConfig(
                new InetSocketAddress(config.address(), config.port()),
                config.account(),
                authentication,
                config.limits(),
                config.tls(),
                beside);
    }

    private static void refuseUnknownServices(ServerConfig config, List<ServiceProvider> providers) {
        for (String service : config.services().keySet()) {
            if (providers.stream().noneMatch(provider -> provider.name().equals(service))) {
                throw new IllegalArgumentException("settings for %s, which this server does not have; it has %s"
                        .formatted(
                                service,
                                providers.stream().map(ServiceProvider::name).collect(Collectors.joining(", "))));
            }
        }
    }

    private static AwsCredentials internalCredentials(SecureRandom random) {
        byte[] secret = new byte[INTERNAL_SECRET_BYTES];
        random.nextBytes(secret);
        byte[] id = new byte[8];
        random.nextBytes(id);
        HexFormat hex = HexFormat.of().withUpperCase();
        return AwsBasicCredentials.create("MILL" + hex.formatHex(id), hex.formatHex(secret));
    }
}
