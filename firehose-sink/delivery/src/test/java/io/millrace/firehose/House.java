package io.millrace.firehose;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.frontdoor.ObjectStore;
import io.millrace.objectstore.EmbeddedObjectStore;
import io.millrace.server.testing.TestingServer;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamStatus;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A server with every service and an object store, for one test class. */
final class House implements Closeable {
    static final String ROLE = "arn:aws:iam::000000000000:role/delivery";
    static final String BUCKET = "millrace";
    static final String BUCKET_ARN = "arn:aws:s3:::" + BUCKET;

    private final EmbeddedObjectStore store;
    private final TestingServer server;
    private final Clients clients;

    private House(EmbeddedObjectStore store, TestingServer server) {
        this.store = store;
        this.server = server;
        this.clients = Clients.of(server.endpoint(), server.credentials(), store.objectStore());
    }

    static House open(Path directory) throws IOException {
        EmbeddedObjectStore store = EmbeddedObjectStore.start(directory.resolve("objects"), 0);
        return new House(store, TestingServer.start(directory.resolve("data"), store.objectStore()));
    }

    /** Clients of one server and one object store. */
    record Clients(FirehoseClient firehose, KinesisClient kinesis, S3Client s3) implements Closeable {
        static Clients of(URI endpoint, AwsCredentials credentials, ObjectStore store) {
            StaticCredentialsProvider own = StaticCredentialsProvider.create(credentials);
            return new Clients(
                    FirehoseClient.builder()
                            .endpointOverride(endpoint)
                            .region(Region.US_EAST_1)
                            .credentialsProvider(own)
                            .httpClientBuilder(UrlConnectionHttpClient.builder())
                            .build(),
                    KinesisClient.builder()
                            .endpointOverride(endpoint)
                            .region(Region.US_EAST_1)
                            .credentialsProvider(own)
                            .httpClientBuilder(UrlConnectionHttpClient.builder())
                            .build(),
                    S3Client.builder()
                            .endpointOverride(store.endpoint())
                            .region(Region.of(store.region()))
                            .forcePathStyle(true)
                            .credentialsProvider(StaticCredentialsProvider.create(store.credentials()))
                            .httpClientBuilder(UrlConnectionHttpClient.builder())
                            .build());
        }

        void awaitActive(String deliveryStream) {
            Polling.until(
                    "delivery stream " + deliveryStream + " is ACTIVE",
                    () -> firehose.describeDeliveryStream(describe -> describe.deliveryStreamName(deliveryStream))
                                    .deliveryStreamDescription()
                                    .deliveryStreamStatus()
                            == DeliveryStreamStatus.ACTIVE);
        }

        List<String> keys(String prefix) {
            return s3.listObjectsV2Paginator(list -> list.bucket(BUCKET).prefix(prefix)).contents().stream()
                    .map(S3Object::key)
                    .toList();
        }

        /** The lines of all objects under a prefix, unpacked where the key says so. */
        List<String> lines(String prefix) {
            return keys(prefix).stream().flatMap(this::linesOf).toList();
        }

        private Stream<String> linesOf(String key) {
            byte[] body =
                    s3.getObjectAsBytes(get -> get.bucket(BUCKET).key(key)).asByteArray();
            try {
                byte[] plain =
                        key.endsWith(".gz") ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body;
                return new String(plain, UTF_8).lines();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            firehose.close();
            kinesis.close();
            s3.close();
        }
    }

    Clients clients() {
        return clients;
    }

    FirehoseClient firehose() {
        return clients.firehose();
    }

    KinesisClient kinesis() {
        return clients.kinesis();
    }

    TestingServer server() {
        return server;
    }

    ObjectStore objectStore() {
        return store.objectStore();
    }

    @Override
    public void close() throws IOException {
        clients.close();
        server.close();
        store.close();
    }
}
