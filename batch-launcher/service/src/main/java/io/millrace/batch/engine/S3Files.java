package io.millrace.batch.engine;

import io.millrace.frontdoor.ObjectStore;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Small files in the object store, named by {@code s3:} URIs. Any thread. */
final class S3Files implements AutoCloseable {
    private static final Pattern LOCATION = Pattern.compile("s3[an]?://([^/]+)/?(.*)");
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    private final ObjectStore store;
    private @Nullable S3Client client; // written under this object's lock, at first use

    S3Files(ObjectStore store) {
        this.store = store;
    }

    static boolean isS3(String location) {
        return LOCATION.matcher(location).matches();
    }

    byte[] read(URI location, int bytesMax) throws IOException {
        Matcher parts = parts(location);
        try (var object =
                client().getObject(request -> request.bucket(parts.group(1)).key(parts.group(2)))) {
            if (object.response().contentLength() > bytesMax) {
                throw new IOException("'%s' is larger than %d bytes.".formatted(location, bytesMax));
            }
            return object.readAllBytes();
        } catch (SdkException e) {
            throw new IOException("'%s' cannot be read: %s".formatted(location, e.getMessage()), e);
        }
    }

    void write(URI location, byte[] content) throws IOException {
        Matcher parts = parts(location);
        try {
            client().putObject(
                            request -> request.bucket(parts.group(1)).key(parts.group(2)),
                            RequestBody.fromBytes(content));
        } catch (SdkException e) {
            throw new IOException("'%s' cannot be written: %s".formatted(location, e.getMessage()), e);
        }
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }

    private static Matcher parts(URI location) throws IOException {
        Matcher parts = LOCATION.matcher(location.toString());
        if (!parts.matches() || parts.group(2).isEmpty()) {
            throw new IOException("'%s' does not name an object.".formatted(location));
        }
        return parts;
    }

    private synchronized S3Client client() {
        if (client == null) {
            client = S3Client.builder()
                    .endpointOverride(store.endpoint())
                    .region(Region.of(store.region()))
                    .credentialsProvider(StaticCredentialsProvider.create(store.credentials()))
                    .forcePathStyle(true)
                    .httpClientBuilder(UrlConnectionHttpClient.builder())
                    .overrideConfiguration(configuration -> configuration.apiCallTimeout(CALL_TIMEOUT))
                    .build();
        }
        return client;
    }
}
