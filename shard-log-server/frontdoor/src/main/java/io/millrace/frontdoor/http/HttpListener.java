package io.millrace.frontdoor.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.ChannelPipeline;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * HTTP/1.1 and HTTP/2 on one port: in clear, by prior knowledge or upgrade, and over TLS, by ALPN or prior knowledge. With
 * TLS only callers on this machine are served in clear.
 */
public final class HttpListener implements Closeable {
    /** In frames of the protocol's first 16 KiB, a body of records is hundreds of events of its own. */
    private static final int HTTP2_FRAME_BYTES = 512 << 10;

    private static final int HTTP2_STREAM_WINDOW_BYTES = 2 << 20;
    private static final int HTTP2_CONNECTION_WINDOW_BYTES = 8 << 20;

    private final Place place;
    private final PrometheusMeterRegistry meters;
    private final Consumer<ChannelPipeline> customizer;
    private final Acceptor acceptor = new Acceptor();
    private final Farewell farewell = new Farewell();
    private final ExecutorService operations = Executors.newVirtualThreadPerTaskExecutor();
    private final Server server;
    private final InetSocketAddress address;

    /** Written by whoever opens and closes the service. */
    private volatile boolean ready;

    /**
     * Where to listen, and for whom.
     *
     * @param address port 0 takes a free one
     * @param beside whether another process of this user may be listening there, whose successor this one is
     */
    public record Place(InetSocketAddress address, boolean beside, Optional<Tls> tls, Limits limits) {}

    /**
     * What is served.
     *
     * @param api what answers {@code POST /}
     * @param paths services by path prefix
     */
    public record Content(ApiHandler api, Map<String, HttpService> paths) {
        public Content {
            paths = Map.copyOf(paths);
        }
    }

    private HttpListener(Place place, PrometheusMeterRegistry meters) throws IOException {
        this.place = place;
        this.meters = meters;
        Optional<TlsHandlers> handlers = place.tls().isPresent()
                ? Optional.of(new TlsHandlers(Certificates.of(place.tls().get())))
                : Optional.empty();
        customizer = pipeline -> handlers.ifPresent(found -> found.prepend(pipeline));
        ServerBuilder builder = Server.builder()
                .port(place.address(), SessionProtocol.HTTP)
                .meterRegistry(meters)
                .channelOption(Acceptor.sharedAddress(), true)
                .bossGroupFactory(name -> acceptor);
        // Nobody is taken in before there is something else.
        limit(builder).serviceUnder("/", (context, request) -> HttpResponse.of(HttpStatus.SERVICE_UNAVAILABLE));
        server = builder.build();
        try {
            server.start().join();
        } catch (CompletionException e) {
            acceptor.shutdownGracefully().syncUninterruptibly();
            operations.close();
            throw refusal(place.address(), e.getCause() == null ? e : e.getCause());
        }
        address = Objects.requireNonNull(server.activePort(), "started").localAddress();
    }

    /**
     * Binds. Callers may connect from now on, and wait until it is {@link #open}.
     *
     * @throws BindException in one clear line, if the address is taken or not of this machine
     */
    public static HttpListener bind(Place place, PrometheusMeterRegistry meters) throws IOException {
        check(place);
        return new HttpListener(place, meters);
    }

    /** As {@link #bind} would, throws if the address is taken; takes nothing. */
    public static void check(Place place) throws IOException {
        if (place.address().getPort() == 0) {
            return;
        }
        // What listens shares its address, so that a successor can; who is none is told here.
        try (Socket probe = new Socket()) {
            probe.setReuseAddress(true);
            if (place.beside() && probe.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
                probe.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            probe.bind(place.address());
        } catch (IOException e) {
            throw refusal(place.address(), e);
        }
    }

    private static IOException refusal(InetSocketAddress address, Throwable cause) {
        String place = address.getAddress().getHostAddress() + ":" + address.getPort();
        IOException refusal = cause instanceof IOException
                        && String.valueOf(cause.getMessage()).contains("in use")
                ? new BindException("address %s is already in use".formatted(place))
                : new BindException("cannot listen on %s: %s".formatted(place, cause.getMessage()));
        refusal.initCause(cause);
        return refusal;
    }

    /** Serves from now on, also those who wait. Call once. */
    public void open(Content content) {
        // The server's own metrics are registered already, and would be again.
        server.reconfigure(builder -> serve(limit(builder).meterRegistry(new SimpleMeterRegistry()), content));
        acceptor.begin();
    }

    private ServerBuilder limit(ServerBuilder builder) {
        Limits limits = place.limits();
        return builder.childChannelPipelineCustomizer(customizer)
                .maxRequestLength(limits.bodyBytes())
                .http1MaxHeaderSize(limits.headerBytes())
                .http1MaxInitialLineLength(limits.headerBytes())
                .http2MaxHeaderListSize(limits.headerBytes())
                .http2MaxStreamsPerConnection(limits.streamsPerConnection())
                .http2MaxFrameSize(HTTP2_FRAME_BYTES)
                .http2InitialStreamWindowSize(HTTP2_STREAM_WINDOW_BYTES)
                .http2InitialConnectionWindowSize(HTTP2_CONNECTION_WINDOW_BYTES)
                .maxNumConnections(limits.connections())
                .requestTimeout(limits.requestTimeout())
                .idleTimeout(limits.idleTimeout())
                .disableServerHeader()
                .errorHandler(new ErrorAnswers());
    }

    private void serve(ServerBuilder builder, Content content) {
        BodyIntake intake = new BodyIntake(place.limits(), operations, meters);
        content.paths().forEach((prefix, service) -> builder.serviceUnder(prefix, intake.before(service)));
        builder.service("/health", (context, request) -> HttpResponse.of("ok\n"));
        builder.service("/ready", (context, request) -> readiness());
        builder.service("/metrics", (context, request) -> metrics(context, meters));
        builder.service("/", intake.before(content.api()));
        builder.serviceUnder(
                "/", (context, request) -> XmlAnswers.unknownOperation().toHttpResponse());
        builder.decorator((delegate, context, request) -> {
            RequestIds.assign(context);
            return delegate.serve(context, request);
        });
        builder.decorator(farewell::before);
    }

    private HttpResponse readiness() {
        return ready
                ? HttpResponse.of("ready\n")
                : HttpResponse.of(HttpStatus.SERVICE_UNAVAILABLE, MediaType.PLAIN_TEXT_UTF_8, "not ready\n");
    }

    /** Metrics name streams and tables; who is not on this machine has to be told them by someone who is. */
    private static HttpResponse metrics(ServiceRequestContext context, PrometheusMeterRegistry meters) {
        InetAddress caller = context.remoteAddress().getAddress();
        if (!caller.isLoopbackAddress()) {
            return HttpResponse.of(HttpStatus.FORBIDDEN);
        }
        return HttpResponse.of(
                HttpStatus.OK, MediaType.parse("text/plain; version=0.0.4; charset=utf-8"), meters.scrape());
    }

    /** What is bound, with the real port. */
    public InetSocketAddress address() {
        return address;
    }

    /** Whether callers may, and from other machines must, speak TLS. */
    public boolean isSecure() {
        return place.tls().isPresent();
    }

    /** What {@code /ready} says from now on. */
    public void ready(boolean value) {
        ready = value;
    }

    /** Takes no new connection, sees off the callers on those that there are, then returns. */
    @Override
    public void close() {
        ready = false;
        acceptor.end();
        farewell.say(place.limits().drainTimeout());
        server.stop().join();
        operations.close();
    }
}
