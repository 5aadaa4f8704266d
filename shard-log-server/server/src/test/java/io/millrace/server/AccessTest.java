package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.testing.KinesisClients;
import io.millrace.server.testing.TestingServer;
import io.millrace.server.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.AccessDeniedException;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Users and what they may do, over AWS's client. */
class AccessTest {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/";

    @TempDir
    private Path directory;

    private Path policies;
    private TestingServer server;
    private KinesisClient admin;
    private final List<KinesisClient> clients = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        Path credentials = directory.resolve("credentials");
        StringBuilder profiles = new StringBuilder();
        for (String user : List.of("admin", "alice", "bob", "nobody", "stranger")) {
            profiles.append(
                    "[%s]\naws_access_key_id = %s\naws_secret_access_key = secret of %s\n".formatted(user, user, user));
        }
        Files.writeString(credentials, profiles);
        policies = directory.resolve("policies.json");
        write(documented());
        server = TestingServer.start(
                directory.resolve("data"),
                Map.of(
                        "auth",
                        "sigv4",
                        "credentials-file",
                        credentials.toString(),
                        "policies-file",
                        policies.toString()));
        admin = client("admin");
        admin.createStream(request -> request.streamName("orders").shardCount(1));
    }

    @AfterEach
    void stop() {
        clients.forEach(KinesisClient::close);
        server.close();
    }

    @Test
    void usersMayDoWhatTheirPoliciesAllow() {
        KinesisClient alice = client("alice");
        KinesisClient bob = client("bob");

        alice.createStream(request -> request.streamName("alice-1").shardCount(1));
        put(alice, "alice-1");
        put(admin, "orders");

        assertThat(read(bob, "orders")).containsExactly("data");
        assertDenied(
                () -> put(bob, "orders"),
                "User: arn:aws:iam::000000000000:user/bob is not authorized to perform: kinesis:PutRecords on resource: "
                        + ARN
                        + "orders because no identity-based policy allows the kinesis:PutRecords action");
        assertDenied(
                () -> put(bob, "alice-1"),
                "User: arn:aws:iam::000000000000:user/bob is not authorized to perform: kinesis:PutRecords on resource: "
                        + ARN
                        + "alice-1 because no identity-based policy allows the kinesis:PutRecords action");
        assertDenied(
                () -> client("nobody").listStreams(),
                "User: arn:aws:iam::000000000000:user/nobody is not authorized to perform: kinesis:ListStreams on "
                        + "resource: * because no identity-based policy allows the kinesis:ListStreams action");
    }

    @Test
    void anIteratorIsGoodForThoseWhoMayReadItsStream() {
        put(admin, "orders");
        String iterator = iterator(admin, "orders");

        assertThat(client("bob")
                        .getRecords(request -> request.shardIterator(iterator))
                        .records())
                .hasSize(1);
        assertDenied(
                () -> client("alice").getRecords(request -> request.shardIterator(iterator)),
                "User: arn:aws:iam::000000000000:user/alice is not authorized to perform: kinesis:GetRecords on "
                        + "resource: " + ARN + "orders because no identity-based policy allows the kinesis:GetRecords "
                        + "action");
    }

    @Test
    void aDenyHasTheLastWord() throws IOException {
        write("""
                {"Policies": {"most": {"Statement": [
                    {"Effect": "Allow", "Action": "*", "Resource": "*"},
                    {"Effect": "Deny", "Action": "kinesis:*", "Resource": "%sorders"}]}},
                 "Users": {"admin": {"Policies": ["most"]}}}""".formatted(ARN));
        String refused = "User: arn:aws:iam::000000000000:user/admin is not authorized to perform: "
                + "kinesis:DescribeStreamSummary on resource: " + ARN
                + "orders with an explicit deny in an identity-based policy";
        Waiting.until(() -> isDenied(() -> admin.describeStreamSummary(request -> request.streamName("orders"))));

        assertDenied(() -> admin.describeStreamSummary(request -> request.streamName("orders")), refused);
        assertDenied(() -> admin.describeStreamSummary(request -> request.streamARN(ARN + "orders")), refused);
    }

    @Test
    void aChangedFileHoldsSoonAndADamagedOneNever() throws IOException {
        KinesisClient alice = client("alice");
        write("{\"Policies\": {}, \"Users\": {}}");
        Waiting.until(() -> isDenied(() ->
                alice.createStream(request -> request.streamName("alice-2").shardCount(1))));

        write("{\"Policies\": {\"broken\": ");
        assertThat(isDenied(() -> alice.listShards(request -> request.streamName("alice-1"))))
                .isTrue();

        write(documented());
        Waiting.until(() -> !isDenied(() ->
                alice.createStream(request -> request.streamName("alice-2").shardCount(1))));
    }

    @Test
    void aStreamsPolicyLetsUsersInOrKeepsThemOut() throws IOException {
        KinesisClient nobody = client("nobody");
        putPolicy("Allow", "arn:aws:iam::000000000000:user/nobody", "kinesis:PutRecords");
        put(nobody, "orders");
        server.restart();
        put(nobody, "orders");
        assertDenied(
                () -> read(nobody, "orders"),
                "User: arn:aws:iam::000000000000:user/nobody is not authorized to perform: kinesis:ListShards on "
                        + "resource: " + ARN + "orders because no identity-based policy allows the kinesis:ListShards "
                        + "action");

        putPolicy("Deny", "*", "kinesis:PutRecords");
        assertDenied(
                () -> put(admin, "orders"),
                "User: arn:aws:iam::000000000000:user/admin is not authorized to perform: kinesis:PutRecords on "
                        + "resource: " + ARN + "orders with an explicit deny in a resource-based policy");

        admin.deleteResourcePolicy(request -> request.resourceARN(ARN + "orders"));
        put(admin, "orders");
        assertThat(policy()).isEqualTo("{}");
    }

    @Test
    void aStreamsPolicyGoesWithTheStream() {
        putPolicy("Allow", "*", "kinesis:*");

        admin.deleteStream(request -> request.streamName("orders"));
        admin.createStream(request -> request.streamName("orders").shardCount(1));

        assertThat(policy()).isEqualTo("{}");
        assertThat(isDenied(() -> put(client("nobody"), "orders"))).isTrue();
    }

    @Test
    void aConsumerHasAPolicyOfItsOwn() {
        String consumer = admin.registerStreamConsumer(
                        request -> request.streamARN(ARN + "orders").consumerName("reader"))
                .consumer()
                .consumerARN();
        String policy = """
                {"Statement": {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:user/nobody"},
                  "Action": "kinesis:DescribeStreamConsumer", "Resource": "%s"}}""".formatted(consumer);

        admin.putResourcePolicy(request -> request.resourceARN(consumer).policy(policy));

        assertThat(admin.getResourcePolicy(request -> request.resourceARN(consumer))
                        .policy())
                .isEqualTo(policy);
        KinesisClient nobody = client("nobody");
        nobody.describeStreamConsumer(request -> request.consumerARN(consumer));
        nobody.describeStreamConsumer(
                request -> request.streamARN(ARN + "orders").consumerName("reader"));
        assertThat(isDenied(() -> nobody.deregisterStreamConsumer(request -> request.consumerARN(consumer))))
                .isTrue();
        admin.deregisterStreamConsumer(request -> request.consumerARN(consumer));
        String again = admin.registerStreamConsumer(
                        request -> request.streamARN(ARN + "orders").consumerName("reader"))
                .consumer()
                .consumerARN();
        assertThat(admin.getResourcePolicy(request -> request.resourceARN(again))
                        .policy())
                .isEqualTo("{}");
    }

    @Test
    void aStrangerNeedsBothPolicies() throws IOException {
        KinesisClient stranger = client("stranger");
        write("""
                {"Policies": {"all": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}},
                 "Users": {"admin": {"Policies": ["all"]},
                           "stranger": {"Account": "111122223333", "Policies": ["all"]}}}""");
        Waiting.until(() -> isForeign(stranger));

        assertDenied(
                () -> put(stranger, "orders"),
                "User: arn:aws:iam::111122223333:user/stranger is not authorized to perform: kinesis:PutRecords on "
                        + "resource: " + ARN + "orders because no resource-based policy allows the kinesis:PutRecords "
                        + "action");
        putPolicy("Allow", "111122223333", "kinesis:PutRecords");
        put(stranger, "orders");
    }

    @Test
    void aPolicyThatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> admin.putResourcePolicy(
                        request -> request.resourceARN(ARN + "orders").policy("{}")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("The policy is not valid: a policy has a Statement");
        assertThatThrownBy(() -> TestingServer.start(
                        directory.resolve("other"),
                        Map.of(
                                "auth",
                                "sigv4",
                                "credentials-file",
                                directory.resolve("credentials").toString(),
                                "policies-file",
                                Files.writeString(directory.resolve("broken.json"), "{\"Groups\": {}}")
                                        .toString())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("broken.json: the file has no member Groups");
    }

    /** What docs/access.md shows, with an administrator. */
    private static String documented() throws IOException {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path document = at.resolve("docs").resolve("access.md");
            if (Files.exists(document)) {
                String text = Files.readString(document);
                int start = text.indexOf("```json", text.indexOf("<!-- test: policies -->")) + "```json".length();
                return text.substring(start, text.indexOf("```", start))
                        .replace("\"Policies\": {\n", """
                                "Policies": {
                                "all": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}},
                                """)
                        .replace("\"Users\": {\n", "\"Users\": {\"admin\": {\"Policies\": [\"all\"]},\n");
            }
        }
        throw new AssertionError("no docs/access.md above " + Path.of("").toAbsolutePath());
    }

    /** As an editor does that writes another file and renames it. */
    private void write(String text) throws IOException {
        Path other = Files.writeString(directory.resolve("policies.new"), text);
        Files.move(other, policies, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private KinesisClient client(String user) {
        KinesisClient client = KinesisClients.blocking(
                server.endpoint(),
                StaticCredentialsProvider.create(AwsBasicCredentials.create(user, "secret of " + user)));
        clients.add(client);
        return client;
    }

    private void putPolicy(String effect, String principal, String action) {
        admin.putResourcePolicy(
                request -> request.resourceARN(ARN + "orders").policy("""
                {"Version": "2012-10-17", "Statement": {"Effect": "%s", "Principal": {"AWS": "%s"},
                  "Action": "%s", "Resource": "%sorders"}}""".formatted(effect, principal, action, ARN)));
    }

    private String policy() {
        return admin.getResourcePolicy(request -> request.resourceARN(ARN + "orders"))
                .policy();
    }

    private static void put(KinesisClient client, String stream) {
        PutRecordsRequestEntry entry = PutRecordsRequestEntry.builder()
                .partitionKey("k")
                .data(SdkBytes.fromUtf8String("data"))
                .build();
        client.putRecords(request -> request.streamName(stream).records(entry));
    }

    private static List<String> read(KinesisClient client, String stream) {
        return KinesisClients.readAll(
                        client,
                        stream,
                        client.listShards(request -> request.streamName(stream))
                                .shards()
                                .getFirst())
                .stream()
                .map(record -> record.data().asUtf8String())
                .toList();
    }

    private static String iterator(KinesisClient client, String stream) {
        return client.getShardIterator(request -> request.streamName(stream)
                        .shardId("shardId-000000000000")
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
    }

    private static boolean isForeign(KinesisClient client) {
        try {
            client.listStreams();
            return false;
        } catch (AccessDeniedException e) {
            return String.valueOf(e.getMessage()).contains("resource-based");
        }
    }

    private static boolean isDenied(Runnable call) {
        try {
            call.run();
            return false;
        } catch (AccessDeniedException e) {
            return true;
        } catch (KinesisException e) {
            return false;
        }
    }

    private static void assertDenied(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AccessDeniedException.class,
                        refusal -> assertThat(refusal.awsErrorDetails().errorMessage())
                                .isEqualTo(message));
    }
}
