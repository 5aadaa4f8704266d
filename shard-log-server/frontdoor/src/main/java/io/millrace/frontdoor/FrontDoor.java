package io.millrace.frontdoor;

import com.linecorp.armeria.server.HttpService;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.frontdoor.auth.Authentication;
import io.millrace.frontdoor.auth.Authenticator;
import io.millrace.frontdoor.http.HttpListener;
import io.millrace.frontdoor.policy.Authorizer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one port that every service is reached at. Opened in two steps: {@link #bind} takes the address, at which callers
 * wait; {@link #open} serves them and turns {@code /ready} green. The services stay their opener's to close, after the
 * door.
 */
public final class FrontDoor implements Closeable {
    private static final Logger logger = LoggerFactory.getLogger(FrontDoor.class);

    private final FrontDoorConfig config;
    private final Gate gate;
    private final PrometheusMeterRegistry meters;
    private final EventStreams events;
    private final HttpListener listener;

    private FrontDoor(FrontDoorConfig config, Gate gate, PrometheusMeterRegistry meters, HttpListener listener) {
        this.config = config;
        this.gate = gate;
        this.meters = meters;
        this.listener = listener;
        this.events = new EventStreams(meters);
    }

    /**
     * Binds. Callers can connect from now on; they are answered when the door is open.
     *
     * @throws IOException in one line, if the address cannot be bound or the file of credentials or policies not be read
     * @throws IllegalArgumentException in one line, if the file of credentials or policies makes no sense
     */
    public static FrontDoor bind(FrontDoorConfig config, PrometheusMeterRegistry meters) throws IOException {
        Gate gate = new Gate(
                Authenticator.of(config.authentication(), config.account().region(), InstantSource.system()),
                new Permissions(
                        Authorizer.of(config.account().id(), policies(config.authentication())),
                        config.account().region()));
        FrontDoor door = new FrontDoor(config, gate, meters, HttpListener.bind(config.place(), meters));
        logger.info("listening on {}", door.uri());
        door.secureUri().ifPresent(uri -> logger.info("listening on {}", uri));
        return door;
    }

    /** Throws as {@link #bind} would, if the address is taken; takes nothing. */
    public static void check(FrontDoorConfig config) throws IOException {
        HttpListener.check(config.place());
    }

    private static Optional<Path> policies(Authentication authentication) {
        return switch (authentication) {
            case Authentication.None none -> Optional.empty();
            case Authentication.SigV4 signed -> signed.policiesFile();
        };
    }

    /**
     * Answers from now on and tells every service so; then {@code /ready} answers 200. Call once.
     *
     * @throws IllegalArgumentException in one line, if two services claim the same target prefix or path
     */
    public void open(List<? extends Service> services) {
        boolean everybody = config.authentication() instanceof Authentication.None;
        List<JsonApi> jsonApis = new ArrayList<>();
        Map<String, HttpService> paths = new HashMap<>();
        for (Service service : services) {
            jsonApis.addAll(service.apis());
            for (PathApi path : service.paths()) {
                if (paths.put(path.prefix(), everybody ? path.service() : gate.before(path)) != null) {
                    throw new IllegalArgumentException("two services have the path " + path.prefix());
                }
            }
        }
        Apis apis = new Apis(jsonApis);
        Dispatcher dispatcher = new Dispatcher(apis, new Codecs(apis, config.limits()), gate, events, meters);
        listener.open(new HttpListener.Content(dispatcher, paths));
        services.forEach(Service::started);
        listener.ready(true);
    }

    /** Where a caller on this machine finds the door, in clear. */
    public URI uri() {
        return uri("http", listener.address());
    }

    /** Where callers find it over TLS, if it has a certificate. */
    public Optional<URI> secureUri() {
        return listener.isSecure() ? Optional.of(uri("https", listener.address())) : Optional.empty();
    }

    private static URI uri(String scheme, InetSocketAddress bound) {
        InetAddress host =
                bound.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound.getAddress();
        String name = host.getHostAddress();
        return URI.create(
                "%s://%s:%d".formatted(scheme, name.contains(":") ? "[" + name + "]" : name, bound.getPort()));
    }

    /** Takes no new connection, ends streams of events and waits for requests under way, as long as the limits say. */
    @Override
    public void close() {
        events.end();
        listener.close();
        events.close();
        logger.info("closed {}", uri());
    }
}
