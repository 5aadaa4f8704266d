package io.millrace.firehose.destination;

import io.millrace.firehose.stream.DestinationSpec;
import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.ObjectStore;
import io.millrace.frontdoor.ServiceContext.Peers;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.rest.RESTCatalog;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Opens destinations over the clients that all of them share. Any thread. */
public final class Destinations implements Closeable {
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(60);

    private final Peers peers;
    private final Account account;
    private final Path scratch;
    private final InstantSource clock;
    private final S3Client s3;

    // Made at its first use, under this object's lock.
    private @Nullable RESTCatalog catalog;

    /** @param scratch for bodies under way; exists */
    public Destinations(Peers peers, Account account, Path scratch, InstantSource clock) {
        this.peers = peers;
        this.account = account;
        this.scratch = scratch;
        this.clock = clock;
        this.s3 = s3(peers.objectStore());
    }

    /**
     * Opens the destination of one delivery stream.
     *
     * @param deliveryStream whose positions the destination keeps
     */
    public Destination open(DestinationSpec spec, UUID deliveryStream) {
        return switch (spec) {
            case DestinationSpec.S3 to -> new S3Destination(to, s3, scratch);
            case DestinationSpec.Iceberg to ->
                new IcebergDestination(
                        to, deliveryStream, new IcebergDestination.Resources(this::catalog, s3, scratch, clock));
        };
    }

    @Override
    public synchronized void close() throws IOException {
        s3.close();
        if (catalog != null) {
            catalog.close();
        }
    }

    private synchronized Catalog catalog() {
        if (catalog == null) {
            RESTCatalog made = new RESTCatalog();
            made.initialize("millrace", catalogProperties());
            catalog = made;
        }
        return catalog;
    }

    private Map<String, String> catalogProperties() {
        URI endpoint = peers.endpoint().get();
        ObjectStore store = peers.objectStore();
        Map<String, String> properties = new HashMap<>();
        properties.put(CatalogProperties.URI, endpoint + "/iceberg");
        properties.put("rest.auth.type", "sigv4");
        properties.put("rest.auth.sigv4.delegate-auth-type", "none");
        properties.put("rest.signing-name", "glue");
        properties.put("rest.signing-region", account.region());
        properties.put("rest.access-key-id", peers.credentials().accessKeyId());
        properties.put("rest.secret-access-key", peers.credentials().secretAccessKey());
        properties.put(CatalogProperties.FILE_IO_IMPL, "org.apache.iceberg.aws.s3.S3FileIO");
        properties.put("http-client.type", "urlconnection");
        properties.put("client.region", store.region());
        properties.put("s3.endpoint", store.endpoint().toString());
        properties.put("s3.path-style-access", "true");
        properties.put("s3.access-key-id", store.credentials().accessKeyId());
        properties.put("s3.secret-access-key", store.credentials().secretAccessKey());
        return properties;
    }

    private static S3Client s3(ObjectStore store) {
        return S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECTION_TIMEOUT)
                        .socketTimeout(SOCKET_TIMEOUT))
                .endpointOverride(store.endpoint())
                .region(Region.of(store.region()))
                .forcePathStyle(true)
                // Not every S3 endpoint knows the newer trailing checksums.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .credentialsProvider(StaticCredentialsProvider.create(store.credentials()))
                .build();
    }
}
