package io.millrace.frontdoor.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * HTTP/1.1 and HTTP/2 on one port: in clear, by prior knowledge or upgrade, and over TLS, by ALPN or prior knowledge. With
 * TLS only callers on this machine are served in clear.
 */
public final class HttpListener implements Closeable {
    /** In frames of the protocol's first 16 KiB, a body of records is hundreds of events of its own. */
    private static final int HTTP2_FRAME_BYTES = 512 << 10;

    private static final int HTTP2_STREAM_WINDOW_BYTES = 2 << 20;
    private static final int HTTP2_CONNECTION_WINDOW_BYTES = 8 << 20;

    private final Server server;
    private final ExecutorService operations;
    private final InetSocketAddress address;
    private final boolean secure;

    /** Written by whoever opens and closes the service. */
    private volatile boolean ready;

    /**
     * What is served.
     *
     * @param api what answers {@code POST /}
     * @param paths services by path prefix
     * @param meters what {@code /metrics} shows, the listener's own among them
     */
    public record Content(ApiHandler api, Map<String, HttpService> paths, PrometheusMeterRegistry meters) {
        public Content {
            paths = Map.copyOf(paths);
        }
    }

    private HttpListener(InetSocketAddress address, Optional<Tls> tls, Limits limits, Content content)
            throws IOException {
        ServerBuilder builder = Server.builder().port(address, SessionProtocol.HTTP);
        if (tls.isPresent()) {
            TlsHandlers handlers = new TlsHandlers(Certificates.of(tls.get()));
            builder.childChannelPipelineCustomizer(handlers::prepend);
        }
        operations = Executors.newVirtualThreadPerTaskExecutor();
        server = build(builder, limits, content);
        try {
            server.start().join();
        } catch (CompletionException e) {
            operations.close();
            throw refusal(address, e);
        }
        this.address = Objects.requireNonNull(server.activePort(), "started").localAddress();
        this.secure = tls.isPresent();
    }

    /**
     * Binds; throws {@link BindException} with one clear line if the address is taken or not of this machine.
     *
     * @param address port 0 takes a free one
     */
    public static HttpListener open(InetSocketAddress address, Optional<Tls> tls, Limits limits, Content content)
            throws IOException {
        return new HttpListener(address, tls, limits, content);
    }

    private static IOException refusal(InetSocketAddress address, CompletionException failure) {
        String place = address.getAddress().getHostAddress() + ":" + address.getPort();
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        IOException refusal = cause instanceof IOException
                        && String.valueOf(cause.getMessage()).contains("in use")
                ? new BindException("address %s is already in use".formatted(place))
                : new BindException("cannot listen on %s: %s".formatted(place, cause.getMessage()));
        refusal.initCause(cause);
        return refusal;
    }

    private Server build(ServerBuilder builder, Limits limits, Content content) {
        builder.maxRequestLength(limits.bodyBytes())
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
                .gracefulShutdownTimeout(Duration.ZERO, limits.drainTimeout())
                .disableServerHeader()
                .meterRegistry(content.meters())
                .errorHandler(new ErrorAnswers());
        BodyIntake intake = new BodyIntake(limits, operations, content.meters());
        content.paths().forEach((prefix, service) -> builder.serviceUnder(prefix, intake.before(service)));
        builder.service("/health", (context, request) -> HttpResponse.of("ok\n"));
        builder.service("/ready", (context, request) -> readiness());
        builder.service("/metrics", (context, request) -> metrics(context, content.meters()));
        builder.service("/", intake.before(content.api()));
        builder.serviceUnder(
                "/", (context, request) -> XmlAnswers.unknownOperation().toHttpResponse());
        builder.decorator((delegate, context, request) -> {
            RequestIds.assign(context);
            return delegate.serve(context, request);
        });
        return builder.build();
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
        return secure;
    }

    /** What {@code /ready} says from now on. */
    public void ready(boolean value) {
        ready = value;
    }

    /** Takes no new request, waits for those under way, then returns. */
    @Override
    public void close() {
        ready = false;
        server.stop().join();
        operations.close();
    }
}
