package io.millrace.objectstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.frontdoor.ObjectStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

class EmbeddedObjectStoreTest {
    @TempDir
    private Path directory;

    @Test
    void objectsSurviveARestart() throws IOException {
        try (EmbeddedObjectStore store = EmbeddedObjectStore.start(directory, 0);
                S3Client s3 = client(store.objectStore())) {
            s3.putObject(put -> put.bucket("millrace").key("a/b"), RequestBody.fromString("grain"));
        }

        try (EmbeddedObjectStore store = EmbeddedObjectStore.start(directory, 0);
                S3Client s3 = client(store.objectStore())) {
            assertThat(s3.getObjectAsBytes(get -> get.bucket("millrace").key("a/b"))
                            .asString(UTF_8))
                    .isEqualTo("grain");
        }
    }

    @Test
    void aConditionalPutIsRefusedOverAnExistingObject() throws IOException {
        try (EmbeddedObjectStore store = EmbeddedObjectStore.start(directory, 0);
                S3Client s3 = client(store.objectStore())) {
            s3.putObject(put -> put.bucket("millrace").key("once").ifNoneMatch("*"), RequestBody.fromString("1"));

            assertThatThrownBy(() -> s3.putObject(
                            put -> put.bucket("millrace").key("once").ifNoneMatch("*"), RequestBody.fromString("2")))
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
        }
    }

    @Test
    void strangersAreRefused() throws IOException {
        try (EmbeddedObjectStore store = EmbeddedObjectStore.start(directory, 0)) {
            ObjectStore own = store.objectStore();
            ObjectStore stranger = new ObjectStore(
                    own.endpoint(),
                    own.region(),
                    AwsBasicCredentials.create(own.credentials().accessKeyId(), "wrong"),
                    own.warehouse());
            try (S3Client s3 = client(stranger)) {
                assertThatThrownBy(s3::listBuckets)
                        .isInstanceOfSatisfying(
                                S3Exception.class,
                                e -> assertThat(e.statusCode()).isEqualTo(403));
            }
        }
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        try (EmbeddedObjectStore store = EmbeddedObjectStore.start(directory, 0)) {
            URI endpoint = store.objectStore().endpoint();

            assertThatThrownBy(() -> EmbeddedObjectStore.start(directory, endpoint.getPort()))
                    .isInstanceOf(IOException.class)
                    .hasMessage("object store port %d is taken".formatted(endpoint.getPort()));
        }
    }

    private static S3Client client(ObjectStore store) {
        return S3Client.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .endpointOverride(store.endpoint())
                .region(Region.of(store.region()))
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(store.credentials()))
                .build();
    }
}
