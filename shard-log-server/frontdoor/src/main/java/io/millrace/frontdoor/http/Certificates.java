package io.millrace.frontdoor.http;

import io.millrace.frontdoor.watch.WatchedFiles;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/** What a listener needs to show its certificate. */
final class Certificates {
    private static final ApplicationProtocolConfig PROTOCOLS = new ApplicationProtocolConfig(
            Protocol.ALPN,
            SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_2,
            ApplicationProtocolNames.HTTP_1_1);

    private Certificates() {}

    /** What is shown to the next caller; throws {@link IOException} in one line if it cannot be read or made. */
    static Supplier<SslContext> of(Tls tls) throws IOException {
        return switch (tls) {
            case Tls.SelfSigned self -> {
                SslContext context = build(SelfSignedCertificate.in(self.directory()));
                yield () -> context;
            }
            case Tls.Files files ->
                new WatchedFiles<>(List.of(files.certificate(), files.key()), () -> read(files))::current;
        };
    }

    private static SslContext read(Tls.Files files) throws IOException {
        if (!Files.isReadable(files.certificate()) || !Files.isReadable(files.key())) {
            throw new IOException("%s or %s cannot be read".formatted(files.certificate(), files.key()));
        }
        try {
            return build(SslContextBuilder.forServer(
                    files.certificate().toFile(), files.key().toFile()));
        } catch (IllegalArgumentException | SSLException e) {
            throw new IOException(
                    "%s and %s are not a certificate and its key in PEM".formatted(files.certificate(), files.key()),
                    e);
        }
    }

    private static SslContext build(SslContextBuilder builder) throws SSLException {
        return builder.applicationProtocolConfig(PROTOCOLS).build();
    }
}
