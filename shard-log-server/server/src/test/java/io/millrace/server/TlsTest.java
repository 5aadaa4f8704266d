package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.millrace.server.testing.KinesisClients;
import io.millrace.server.testing.TestingServer;
import io.millrace.server.testing.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Callers over TLS, who trust the server's certificate and verify its name. */
class TlsTest {
    @TempDir
    private Path directory;

    @Test
    void theSdksSpeakHttp2AndHttp1OverTls() throws Exception {
        try (TestingServer server = selfSigned();
                KinesisAsyncClient asynchronous = asynchronous(server);
                KinesisClient blocking = blocking(server)) {
            asynchronous
                    .createStream(request -> request.streamName("orders").shardCount(1))
                    .join();
            asynchronous
                    .putRecord(request ->
                            request.streamName("orders").partitionKey("k").data(SdkBytes.fromUtf8String("by h2")))
                    .join();
            blocking.putRecord(request ->
                    request.streamName("orders").partitionKey("k").data(SdkBytes.fromUtf8String("by http/1.1")));

            try (KinesisClient clear = KinesisClients.blocking(server.endpoint())) {
                assertThat(KinesisClients.readAll(
                                clear,
                                "orders",
                                clear.listShards(request -> request.streamName("orders"))
                                        .shards()
                                        .getFirst()))
                        .extracting(record -> record.data().asUtf8String())
                        .containsExactly("by h2", "by http/1.1");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void theProtocolIsNegotiated(HttpClient.Version version) throws Exception {
        try (TestingServer server = selfSigned();
                HttpClient client = HttpClient.newBuilder()
                        .version(version)
                        .sslContext(trusting(certificate()))
                        .build()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(server.secureEndpoint().resolve("/health"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(version);
        }
    }

    @Test
    void aSelfSignedCertificateStaysOverARestartAndItsKeyIsTheOwnersAlone() throws Exception {
        try (TestingServer server = selfSigned()) {
            Certificate before = shown(server.secureEndpoint());

            server.restart();

            assertThat(shown(server.secureEndpoint())).isEqualTo(before);
            assertThat(Files.getPosixFilePermissions(directory.resolve("data").resolve("tls")))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aCertificateThatIsReplacedIsShownSoon() throws Exception {
        Path certificate = directory.resolve("certificate.pem");
        Path key = directory.resolve("key.pem");
        writeCertificate("first", certificate, key);
        Map<String, String> settings =
                Map.of("tls", "files", "tls-certificate-file", certificate.toString(), "tls-key-file", key.toString());
        try (TestingServer server = TestingServer.start(directory.resolve("data"), settings)) {
            Certificate first = shown(server.secureEndpoint());

            Files.writeString(certificate, "not a certificate");
            writeCertificate("second", certificate, key);

            Waiting.until(() -> !shown(server.secureEndpoint()).equals(first));
        }
    }

    @Test
    void aCertificateThatMakesNoSenseIsRefusedInOneLine() throws IOException {
        Path nonsense = Files.writeString(directory.resolve("nonsense.pem"), "nonsense");
        Map<String, String> settings = Map.of(
                "tls", "files", "tls-certificate-file", nonsense.toString(), "tls-key-file", nonsense.toString());

        assertThatThrownBy(() -> TestingServer.start(directory.resolve("data"), settings))
                .isInstanceOf(IOException.class)
                .hasMessage("%s and %s are not a certificate and its key in PEM".formatted(nonsense, nonsense));
        assertThatThrownBy(() -> TestingServer.start(
                        directory.resolve("data"),
                        Map.of("tls", "files", "tls-certificate-file", "/none", "tls-key-file", nonsense.toString())))
                .hasMessage("/none or %s cannot be read".formatted(nonsense));
    }

    @Test
    void aCallerWhoseTlsFailsIsClosedAndNotInTheLog() throws IOException {
        Logger log = (Logger) LoggerFactory.getLogger("com.linecorp.armeria");
        ListAppender<ILoggingEvent> warnings = new ListAppender<>();
        warnings.start();
        log.addAppender(warnings);
        try (TestingServer server = selfSigned();
                Socket socket = new Socket(
                        server.secureEndpoint().getHost(),
                        server.secureEndpoint().getPort())) {
            // A record of a handshake that is none.
            socket.getOutputStream().write(new byte[] {0x16, 3, 1, 0, 4, 9, 9, 9, 9});

            while (socket.getInputStream().read() >= 0) {
                // an alert
            }
        } finally {
            log.detachAppender(warnings);
        }

        assertThat(warnings.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
    }

    private TestingServer selfSigned() throws IOException {
        return TestingServer.start(directory.resolve("data"), Map.of("tls", "self-signed"));
    }

    private Path certificate() {
        return directory.resolve("data").resolve("tls").resolve("certificate.pem");
    }

    private KinesisAsyncClient asynchronous(TestingServer server) throws Exception {
        TrustManagerFactory trust = trust(certificate());
        return KinesisAsyncClient.builder()
                .endpointOverride(server.secureEndpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("access", "secret")))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .protocol(Protocol.HTTP2)
                        .tlsTrustManagersProvider(trust::getTrustManagers))
                .build();
    }

    private KinesisClient blocking(TestingServer server) throws Exception {
        TrustManagerFactory trust = trust(certificate());
        return KinesisClient.builder()
                .endpointOverride(server.secureEndpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClientBuilder(UrlConnectionHttpClient.builder().tlsTrustManagersProvider(trust::getTrustManagers))
                .build();
    }

    private static SSLContext trusting(Path certificate) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust(certificate).getTrustManagers(), null);
        return context;
    }

    private static TrustManagerFactory trust(Path certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory;
    }

    /** What a caller who trusts anybody is shown. */
    private static Certificate shown(URI endpoint) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            try (Socket plain = new Socket(endpoint.getHost(), endpoint.getPort());
                    SSLSocket socket = (SSLSocket) context.getSocketFactory()
                            .createSocket(plain, endpoint.getHost(), endpoint.getPort(), true)) {
                socket.startHandshake();
                return socket.getSession().getPeerCertificates()[0];
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static void writeCertificate(String name, Path certificate, Path key) throws Exception {
        Path store = certificate.resolveSibling(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "password")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "password".toCharArray());
        }
        write(
                key,
                "PRIVATE KEY",
                keys.getKey("server", "password".toCharArray()).getEncoded());
        write(certificate, "CERTIFICATE", keys.getCertificate("server").getEncoded());
    }

    private static void write(Path file, String kind, byte[] content) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                        .formatted(
                                kind,
                                Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content),
                                kind));
    }

    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
