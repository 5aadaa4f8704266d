package io.millrace.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.server.testing.KinesisClients;
import io.millrace.server.testing.TestingServer;
import io.millrace.server.testing.Waiting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.KmsAccessDeniedException;
import software.amazon.awssdk.services.kinesis.model.KmsDisabledException;
import software.amazon.awssdk.services.kinesis.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kinesis.model.KmsNotFoundException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeyManagerType;

/** Encrypted streams as AWS's clients for Kinesis and KMS see them, and as a thief of the disk does. */
class EncryptionSdkTest {
    /** Has every request ask the key service, so that what it says shows at once. */
    private static final Map<String, String> NO_MEMORY = Map.of("kinesis.data-key-life", "0");

    @TempDir
    private Path directory;

    private static KmsClient kms(URI endpoint) {
        return kms(endpoint, AwsBasicCredentials.create("any", "any"));
    }

    private static KmsClient kms(URI endpoint, AwsBasicCredentials credentials) {
        return KmsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    private static void createStream(KinesisClient client, String name) {
        client.createStream(request -> request.streamName(name).shardCount(1));
        awaitActive(client, name);
    }

    private static void awaitActive(KinesisClient client, String name) {
        Waiting.until(() -> summary(client, name).streamStatus() == StreamStatus.ACTIVE);
    }

    private static StreamDescriptionSummary summary(KinesisClient client, String name) {
        return client.describeStreamSummary(request -> request.streamName(name)).streamDescriptionSummary();
    }

    private static void encrypt(KinesisClient client, String name, String keyId) {
        client.startStreamEncryption(request ->
                request.streamName(name).encryptionType(EncryptionType.KMS).keyId(keyId));
        awaitActive(client, name);
    }

    private static void put(KinesisClient client, String stream, String key, String data) {
        client.putRecord(request -> request.streamName(stream)
                .partitionKey(key)
                .explicitHashKey("340282366920938463463374607431768211455")
                .data(SdkBytes.fromUtf8String(data)));
    }

    private static List<Record> readAll(KinesisClient client, String stream) {
        return KinesisClients.readAll(
                client,
                stream,
                client.listShards(request -> request.streamName(stream))
                        .shards()
                        .getFirst());
    }

    private static List<String> data(KinesisClient client, String stream) {
        return readAll(client, stream).stream()
                .map(record -> record.data().asUtf8String())
                .toList();
    }

    /** The files below a directory that hold a text. */
    private static List<Path> holding(Path directory, String text) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, ISO_8859_1).contains(text)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    @Test
    void theDiskHoldsNoPlaintextOfAnEncryptedStreamAndARestartReadsIt() throws IOException {
        try (TestingServer server = TestingServer.start(directory);
                KinesisClient client = KinesisClients.withoutRetries(server.endpoint());
                KmsClient kms = kms(server.endpoint())) {
            String key = kms.createKey(request -> {}).keyMetadata().arn();
            createStream(client, "open");
            createStream(client, "closed");
            encrypt(client, "closed", key);
            put(client, "open", "open-partition-key", "open-payload-open-payload");
            put(client, "closed", "closed-partition-key", "closed-payload-closed-payload");
            PutRecordsResponse many = client.putRecords(request -> request.streamName("closed")
                    .records(PutRecordsRequestEntry.builder()
                            .partitionKey("closed-partition-key")
                            .data(SdkBytes.fromUtf8String("closed-payload-too"))
                            .build()));
            assertThat(many.encryptionType()).isEqualTo(EncryptionType.KMS);

            server.restart();

            assertThat(readAll(client, "closed"))
                    .extracting(Record::partitionKey, record -> record.data().asUtf8String(), Record::encryptionType)
                    .containsExactly(
                            tuple("closed-partition-key", "closed-payload-closed-payload", EncryptionType.KMS),
                            tuple("closed-partition-key", "closed-payload-too", EncryptionType.KMS));
            assertThat(readAll(client, "open"))
                    .extracting(record -> record.data().asUtf8String(), Record::encryptionType)
                    .containsExactly(tuple("open-payload-open-payload", null));
            assertThat(summary(client, "closed").keyId()).isEqualTo(key);
        }
        assertThat(holding(directory, "open-partition-key")).isNotEmpty();
        assertThat(holding(directory, "open-payload")).isNotEmpty();
        assertThat(holding(directory, "closed-partition-key")).isEmpty();
        assertThat(holding(directory, "closed-payload")).isEmpty();
    }

    @Test
    void bothFormatsAndBothClientsReadWhatIsSealed() throws IOException {
        try (TestingServer server = TestingServer.start(directory);
                KinesisClient client = KinesisClients.withoutRetries(server.endpoint());
                KinesisAsyncClient async = KinesisClients.asynchronous(server.endpoint())) {
            createStream(client, "orders");
            encrypt(client, "orders", "alias/aws/kinesis");
            put(client, "orders", "kéy", "one");
            async.putRecord(request ->
                            request.streamName("orders").partitionKey("key").data(SdkBytes.fromUtf8String("two")))
                    .join();

            String iterator = async.getShardIterator(request -> request.streamName("orders")
                            .shardId("shardId-000000000000")
                            .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                    .join()
                    .shardIterator();
            GetRecordsResponse response =
                    async.getRecords(request -> request.shardIterator(iterator)).join();
            // With a stream's ARN beside the iterator a request takes the general way.
            GetRecordsResponse general = client.getRecords(request -> request.shardIterator(iterator)
                    .streamARN(summary(client, "orders").streamARN()));

            assertThat(response.records())
                    .extracting(Record::partitionKey, record -> record.data().asUtf8String(), Record::encryptionType)
                    .containsExactly(tuple("kéy", "one", EncryptionType.KMS), tuple("key", "two", EncryptionType.KMS));
            assertThat(general.records()).isEqualTo(response.records());
        }
    }

    @Test
    void theKeyOfTheServiceIsMadeOnDemandAndEveryNameOfAKeyWorks() throws IOException {
        try (TestingServer server = TestingServer.start(directory, NO_MEMORY);
                KinesisClient client = KinesisClients.withoutRetries(server.endpoint());
                KmsClient kms = kms(server.endpoint())) {
            String id = kms.createKey(request -> {}).keyMetadata().keyId();
            kms.createAlias(request -> request.aliasName("alias/orders").targetKeyId(id));
            String prefix = "arn:aws:kms:us-east-1:000000000000:";
            createStream(client, "orders");
            List<String> names =
                    List.of("alias/aws/kinesis", id, prefix + "key/" + id, "alias/orders", prefix + "alias/orders");

            for (String name : names) {
                encrypt(client, "orders", name);
                put(client, "orders", "key", name);
                assertThat(summary(client, "orders").keyId()).isEqualTo(name);
            }

            assertThat(data(client, "orders")).isEqualTo(names);
            assertThat(kms.describeKey(request -> request.keyId("alias/aws/kinesis"))
                            .keyMetadata()
                            .keyManager())
                    .isEqualTo(KeyManagerType.AWS);
        }
    }

    @Test
    void recordsStayReadableWhenTheKeyIsRotatedAndWhenAnotherOneIsChosen() throws IOException {
        try (TestingServer server = TestingServer.start(directory, NO_MEMORY);
                KinesisClient client = KinesisClients.withoutRetries(server.endpoint());
                KmsClient kms = kms(server.endpoint())) {
            String one = kms.createKey(request -> {}).keyMetadata().keyId();
            String two = kms.createKey(request -> {}).keyMetadata().keyId();
            createStream(client, "orders");
            encrypt(client, "orders", one);
            put(client, "orders", "key", "before");
            kms.rotateKeyOnDemand(request -> request.keyId(one));
            put(client, "orders", "key", "rotated");
            encrypt(client, "orders", two);
            put(client, "orders", "key", "other key");
            client.stopStreamEncryption(request -> request.streamName("orders")
                    .encryptionType(EncryptionType.KMS)
                    .keyId(two));
            awaitActive(client, "orders");
            put(client, "orders", "key", "in plain");

            server.restart();

            assertThat(data(client, "orders")).containsExactly("before", "rotated", "other key", "in plain");
        }
    }

    @Test
    void aKeyThatIsDisabledOrLeavingStopsItsStreamUntilItIsBack() throws IOException {
        try (TestingServer server = TestingServer.start(directory, NO_MEMORY);
                KinesisClient client = KinesisClients.withoutRetries(server.endpoint());
                KmsClient kms = kms(server.endpoint())) {
            String key = kms.createKey(request -> {}).keyMetadata().keyId();
            createStream(client, "orders");
            createStream(client, "others");
            encrypt(client, "orders", key);
            put(client, "orders", "key", "one");

            kms.disableKey(request -> request.keyId(key));
            assertThatThrownBy(() -> put(client, "orders", "key", "lost"))
                    .isInstanceOf(KmsDisabledException.class)
                    .hasMessageContaining("arn:aws:kms:us-east-1:000000000000:key/" + key + " is disabled.");
            assertThatThrownBy(() -> data(client, "orders")).isInstanceOf(KmsDisabledException.class);
            assertThatThrownBy(() -> encrypt(client, "others", key)).isInstanceOf(KmsDisabledException.class);
            kms.scheduleKeyDeletion(request -> request.keyId(key).pendingWindowInDays(7));
            assertThatThrownBy(() -> put(client, "orders", "key", "lost")).isInstanceOf(KmsInvalidStateException.class);
            assertThatThrownBy(() -> data(client, "orders")).isInstanceOf(KmsInvalidStateException.class);
            assertThatThrownBy(() -> encrypt(client, "others", key)).isInstanceOf(KmsInvalidStateException.class);
            assertThatThrownBy(() -> encrypt(client, "others", "alias/nothing"))
                    .isInstanceOf(KmsNotFoundException.class)
                    .hasMessageContaining("alias/nothing is not found.");
            put(client, "others", "key", "untouched");

            kms.cancelKeyDeletion(request -> request.keyId(key));
            kms.enableKey(request -> request.keyId(key));
            put(client, "orders", "key", "two");
            assertThat(data(client, "orders")).containsExactly("one", "two");
            assertThat(data(client, "others")).containsExactly("untouched");
        }
    }

    @Test
    void aSubscriptionCarriesSealedRecordsAndEndsWithTheErrorOfItsKey() throws IOException {
        try (TestingServer server = TestingServer.start(directory, NO_MEMORY);
                KinesisClient client = KinesisClients.withoutRetries(server.endpoint());
                KinesisAsyncClient async = KinesisClients.asynchronous(server.endpoint());
                KmsClient kms = kms(server.endpoint())) {
            String key = kms.createKey(request -> {}).keyMetadata().keyId();
            createStream(client, "orders");
            encrypt(client, "orders", key);
            put(client, "orders", "key", "one");
            String stream = summary(client, "orders").streamARN();
            String consumer = client.registerStreamConsumer(
                            request -> request.streamARN(stream).consumerName("billing"))
                    .consumer()
                    .consumerARN();
            Waiting.until(() -> client.describeStreamConsumer(request -> request.consumerARN(consumer))
                            .consumerDescription()
                            .consumerStatus()
                    == ConsumerStatus.ACTIVE);

            try (FanOutReader reader = FanOutReader.start(async, consumer, 0, FanOutReader.at("TRIM_HORIZON"))) {
                reader.until(seen -> !seen.records().isEmpty());
                assertThat(reader.records())
                        .extracting(
                                Record::partitionKey, record -> record.data().asUtf8String(), Record::encryptionType)
                        .containsExactly(tuple("key", "one", EncryptionType.KMS));
            }
            kms.disableKey(request -> request.keyId(key));
            // AWS lets a consumer subscribe again five seconds later; another one need not wait.
            String other = client.registerStreamConsumer(
                            request -> request.streamARN(stream).consumerName("audit"))
                    .consumer()
                    .consumerARN();
            Waiting.until(() -> client.describeStreamConsumer(request -> request.consumerARN(other))
                            .consumerDescription()
                            .consumerStatus()
                    == ConsumerStatus.ACTIVE);
            try (FanOutReader refused = FanOutReader.start(async, other, 0, FanOutReader.at("TRIM_HORIZON"))) {
                assertThat(refused.awaitFailure()).isInstanceOf(KmsDisabledException.class);
            }
        }
    }

    @Test
    void aKeyServiceElsewhereThatGoesAwayIsSaidAndNothingIsLost() throws IOException {
        Path keyDirectory = Files.createDirectory(directory.resolve("keys"));
        Path logDirectory = Files.createDirectory(directory.resolve("log"));
        TestingServer keyServer = TestingServer.start(keyDirectory);
        URI endpoint = keyServer.endpoint();
        Map<String, String> settings = Map.of(
                "kinesis.key-service", endpoint.toString(),
                "kinesis.key-service-access-key", "any",
                "kinesis.key-service-secret-key", "any",
                "kinesis.key-service-timeout", "PT5S",
                "kinesis.data-key-life", "0");
        try (TestingServer server = TestingServer.start(logDirectory, settings);
                KinesisClient client = KinesisClients.withoutRetries(server.endpoint());
                KmsClient kms = kms(endpoint)) {
            String key = kms.createKey(request -> {}).keyMetadata().keyId();
            createStream(client, "orders");
            encrypt(client, "orders", key);
            put(client, "orders", "key", "one");

            keyServer.close();
            assertThatThrownBy(() -> put(client, "orders", "key", "refused"))
                    .isInstanceOf(KinesisException.class)
                    .hasMessageContaining("The key service at " + endpoint + " cannot be reached");
            assertThatThrownBy(() -> data(client, "orders")).hasMessageContaining("cannot be reached");

            keyServer = TestingServer.start(keyDirectory, Map.of("port", String.valueOf(endpoint.getPort())));
            server.restart();
            put(client, "orders", "key", "two");
            assertThat(data(client, "orders")).containsExactly("one", "two");
            assertThat(kms.listKeys().keys()).hasSize(1);
        } finally {
            keyServer.close();
        }
        assertThat(holding(logDirectory, "MILLKEYS"))
                .as("the log's own keyring")
                .isEmpty();
    }

    @Test
    void aKeyServiceElsewhereIsCalledWithTheCredentialsOfTheConfiguration() throws IOException {
        Path credentials = Files.writeString(directory.resolve("credentials"), """
                [default]
                aws_access_key_id = AKIAIOSFODNN7EXAMPLE
                aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
                """);
        try (TestingServer keyServer = TestingServer.start(
                Files.createDirectory(directory.resolve("keys")),
                Map.of("auth", "sigv4", "credentials-file", credentials.toString()))) {
            String endpoint = keyServer.endpoint().toString();
            for (String secret : List.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wrong")) {
                Map<String, String> settings = Map.of(
                        "kinesis.key-service",
                        endpoint,
                        "kinesis.key-service-region",
                        "us-east-1",
                        "kinesis.key-service-access-key",
                        "AKIAIOSFODNN7EXAMPLE",
                        "kinesis.key-service-secret-key",
                        secret);
                try (TestingServer server = TestingServer.start(directory.resolve("log-" + secret.length()), settings);
                        KinesisClient client = KinesisClients.withoutRetries(server.endpoint())) {
                    createStream(client, "orders");
                    if (secret.equals("wrong")) {
                        assertThatThrownBy(() -> encrypt(client, "orders", "alias/aws/kinesis"))
                                .isInstanceOf(KmsAccessDeniedException.class);
                        assertThat(summary(client, "orders").encryptionType()).isEqualTo(EncryptionType.NONE);
                    } else {
                        encrypt(client, "orders", "alias/aws/kinesis");
                        put(client, "orders", "key", "one");
                        assertThat(data(client, "orders")).containsExactly("one");
                    }
                }
            }
        }
    }
}
