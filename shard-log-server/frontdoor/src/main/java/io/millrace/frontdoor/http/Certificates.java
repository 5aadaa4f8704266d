package io.millrace.frontdoor.http;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificate that is shown now: files are read again once they have changed. */
final class Certificates {
    private static final Logger logger = LoggerFactory.getLogger(Certificates.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private static final ApplicationProtocolConfig PROTOCOLS = new ApplicationProtocolConfig(
            Protocol.ALPN,
            SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_2,
            ApplicationProtocolNames.HTTP_1_1);

    private final Tls tls;
    private Seen seen;
    private SslContext current;
    private long lookAgainAt;

    /** When the files were written. */
    private record Seen(FileTime certificate, FileTime key) {
        static final Seen NOTHING = new Seen(FileTime.fromMillis(0), FileTime.fromMillis(0));
    }

    /** Throws {@link IOException} in one line if the certificate cannot be read or made. */
    Certificates(Tls tls) throws IOException {
        this.tls = tls;
        this.seen = look();
        this.current = read();
        this.lookAgainAt = System.nanoTime() + LOOK_EVERY.toNanos();
    }

    /** What is shown to the next caller: what was read last, if the files have not changed or make no sense now. */
    synchronized SslContext current() {
        long now = System.nanoTime();
        if (now - lookAgainAt < 0) {
            return current;
        }
        lookAgainAt = now + LOOK_EVERY.toNanos();
        try {
            Seen written = look();
            if (!written.equals(seen)) {
                seen = written;
                current = read();
                logger.info("The certificate has changed and is shown from now on");
            }
        } catch (IOException e) {
            logger.error("The certificate stays as it was: {}", e.getMessage());
        }
        return current;
    }

    private Seen look() throws IOException {
        return switch (tls) {
            case Tls.SelfSigned self -> Seen.NOTHING;
            case Tls.Files files -> new Seen(written(files.certificate()), written(files.key()));
        };
    }

    private static FileTime written(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new IOException("%s cannot be read".formatted(file), e);
        }
    }

    private SslContext read() throws IOException {
        return switch (tls) {
            case Tls.SelfSigned self -> build(SelfSignedCertificate.in(self.directory()));
            case Tls.Files files -> {
                try {
                    yield build(SslContextBuilder.forServer(
                            files.certificate().toFile(), files.key().toFile()));
                } catch (IllegalArgumentException | SSLException e) {
                    throw new IOException(
                            "%s and %s are not a certificate and its key in PEM"
                                    .formatted(files.certificate(), files.key()),
                            e);
                }
            }
        };
    }

    private static SslContext build(SslContextBuilder builder) throws SSLException {
        return builder.applicationProtocolConfig(PROTOCOLS).build();
    }
}
