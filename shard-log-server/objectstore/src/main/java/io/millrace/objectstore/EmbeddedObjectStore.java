package io.millrace.objectstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.frontdoor.ObjectStore;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * S3Proxy over a directory, on loopback, for one set of credentials that is made at the first start and kept beside the
 * objects. Decision D8.
 */
public final class EmbeddedObjectStore implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedObjectStore.class);

    private static final String REGION = "us-east-1";
    private static final String BUCKET = "millrace";
    private static final String ACCESS_KEY_ID = "MILLRACEOBJECTSTORE1";
    private static final int SECRET_BYTES = 20;
    private static final long STOP_TIMEOUT_MILLIS = 2_000;
    /** A Parquet file of a large partition; past this a client must upload in parts, as with S3 itself. */
    private static final long SINGLE_PART_BYTES_MAX = 5L << 30;

    private final S3Proxy proxy;
    private final ObjectStore objectStore;

    private EmbeddedObjectStore(S3Proxy proxy, ObjectStore objectStore) {
        this.proxy = proxy;
        this.objectStore = objectStore;
    }

    /**
     * Starts serving and makes the bucket {@code millrace} if it is not there.
     *
     * @param directory holds {@code buckets/} and the secret; made if missing
     * @param port 0 for any free one
     * @throws IOException if the directory cannot be written or the port is taken
     */
    public static EmbeddedObjectStore start(Path directory, int port) throws IOException {
        return of(directory, port).start();
    }

    /** As {@link #start(Path, int)} will: nothing is served yet. */
    public static Prepared of(Path directory, int port) throws IOException {
        Files.createDirectories(directory);
        URI endpoint = URI.create("http://127.0.0.1:" + (port == 0 ? freePort(port) : port));
        AwsBasicCredentials credentials = AwsBasicCredentials.create(ACCESS_KEY_ID, secret(directory));
        URI warehouse = URI.create("s3://" + BUCKET + "/warehouse");
        return new Prepared(directory, new ObjectStore(endpoint, REGION, credentials, warehouse));
    }

    /**
     * A store that does not serve yet.
     *
     * @param objectStore how it will be called
     */
    public record Prepared(Path directory, ObjectStore objectStore) {
        /** Throws {@link IOException} if the directory cannot be written or the port is taken. */
        public EmbeddedObjectStore start() throws IOException {
            Path buckets = Files.createDirectories(directory.resolve("buckets"));
            Files.createDirectories(buckets.resolve(BUCKET));
            AwsCredentials credentials = objectStore.credentials();
            URI endpoint = objectStore.endpoint();
            freePort(endpoint.getPort());
            S3Proxy proxy = S3Proxy.builder()
                    .blobStore(new FilesystemNio2BlobStore(buckets.toString()))
                    .endpoint(endpoint)
                    .awsAuthentication(
                            AuthenticationType.AWS_V4, credentials.accessKeyId(), credentials.secretAccessKey())
                    .maxSinglePartObjectSize(SINGLE_PART_BYTES_MAX)
                    .v4MaxNonChunkedRequestSize(SINGLE_PART_BYTES_MAX)
                    .ignoreUnknownHeaders(true)
                    .stopTimeout(STOP_TIMEOUT_MILLIS)
                    .build();
            EmbeddedObjectStore.start(proxy, endpoint.getPort());
            log.info("object store over {} at {}", directory, endpoint);
            return new EmbeddedObjectStore(proxy, objectStore);
        }
    }

    public ObjectStore objectStore() {
        return objectStore;
    }

    /** Waits for requests under way, two seconds at the most; then they are cut off and their callers try again. */
    @Override
    public void close() throws IOException {
        try {
            proxy.stop();
        } catch (TimeoutException e) {
            log.warn("object store stopped with requests under way", e);
        } catch (Exception e) {
            throw new IOException("object store did not stop", e);
        }
    }

    private static void start(S3Proxy proxy, int port) throws IOException {
        try {
            proxy.start();
        } catch (Exception e) {
            throw new IOException("object store cannot listen on port " + port, e);
        }
    }

    /** Binds once to learn whether the port is free: the proxy's own error does not say. */
    private static int freePort(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IOException("object store port %d is taken".formatted(port), e);
        }
    }

    private static String secret(Path directory) throws IOException {
        Path file = directory.resolve("secret");
        if (Files.exists(file)) {
            return Files.readString(file, UTF_8).strip();
        }
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        String secret = HexFormat.of().formatHex(bytes);
        Path draft = Files.createTempFile(
                directory,
                "secret",
                ".draft",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(draft, List.of(secret), UTF_8);
        Files.move(draft, file);
        return secret;
    }
}
