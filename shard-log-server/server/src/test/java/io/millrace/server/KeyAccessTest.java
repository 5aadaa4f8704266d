package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.testing.TestingServer;
import io.millrace.server.testing.Waiting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsException;

/** Users and the keys that they may use, over AWS's client for KMS. */
class KeyAccessTest {
    private static final SdkBytes PLAINTEXT = SdkBytes.fromUtf8String("attack at dawn");

    @TempDir
    private Path directory;

    private static KmsClient client(URI endpoint, String user) {
        return KmsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(user, "secret of " + user)))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    /** Policies under which alice may use one key. */
    private void write(Path policies, String key) throws IOException {
        Path draft = directory.resolve("draft");
        Files.writeString(draft, """
                {
                  "Policies": {
                    "All": {
                      "Version": "2012-10-17",
                      "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}
                    },
                    "OneKey": {
                      "Version": "2012-10-17",
                      "Statement": {"Effect": "Allow", "Action": "kms:*", "Resource": "%s"}
                    }
                  },
                  "Users": {"admin": {"Policies": ["All"]}, "alice": {"Policies": ["OneKey"]}}
                }
                """.formatted(key));
        Files.move(draft, policies, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void aPolicyAboutAKeyHoldsHoweverTheKeyIsNamed() throws IOException {
        Path credentials = Files.writeString(directory.resolve("credentials"), """
                [admin]
                aws_access_key_id = admin
                aws_secret_access_key = secret of admin
                [alice]
                aws_access_key_id = alice
                aws_secret_access_key = secret of alice
                """);
        Path policies = directory.resolve("policies.json");
        write(policies, "arn:aws:kms:us-east-1:000000000000:key/none");
        Map<String, String> settings = Map.of(
                "auth", "sigv4", "credentials-file", credentials.toString(), "policies-file", policies.toString());
        try (TestingServer server = TestingServer.start(directory.resolve("data"), settings);
                KmsClient admin = client(server.endpoint(), "admin");
                KmsClient alice = client(server.endpoint(), "alice")) {
            String hers = admin.createKey(request -> {}).keyMetadata().arn();
            String other = admin.createKey(request -> {}).keyMetadata().keyId();
            admin.createAlias(request -> request.aliasName("alias/other").targetKeyId(other));
            SdkBytes secret = admin.encrypt(request -> request.keyId(other).plaintext(PLAINTEXT))
                    .ciphertextBlob();
            write(policies, hers);
            Waiting.until(() -> isAllowed(() -> alice.describeKey(request -> request.keyId(hers))));

            SdkBytes own = alice.encrypt(request -> request.keyId(hers).plaintext(PLAINTEXT))
                    .ciphertextBlob();
            assertThat(alice.decrypt(request -> request.ciphertextBlob(own)).plaintext())
                    .isEqualTo(PLAINTEXT);
            assertDenied(() -> alice.encrypt(request -> request.keyId(other).plaintext(PLAINTEXT)), "Encrypt", other);
            assertDenied(
                    () -> alice.encrypt(request -> request.keyId("alias/other").plaintext(PLAINTEXT)),
                    "Encrypt",
                    other);
            assertDenied(() -> alice.decrypt(request -> request.ciphertextBlob(secret)), "Decrypt", other);
            assertDenied(
                    () -> alice.decrypt(
                            request -> request.ciphertextBlob(secret).keyId(hers)),
                    "Decrypt",
                    other);
            assertDenied(
                    () -> alice.reEncrypt(
                            request -> request.ciphertextBlob(secret).destinationKeyId(hers)),
                    "ReEncrypt",
                    other);
            assertDenied(() -> alice.disableKey(request -> request.keyId(other)), "DisableKey", other);
            assertDenied(
                    () -> alice.updateAlias(
                            request -> request.aliasName("alias/other").targetKeyId(other)),
                    "UpdateAlias",
                    other);
            assertThat(isAllowed(alice::listKeys)).isFalse();
        }
    }

    private static boolean isAllowed(Runnable call) {
        try {
            call.run();
            return true;
        } catch (KmsException e) {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
            return false;
        }
    }

    private static void assertDenied(ThrowingCallable call, String operation, String keyId) {
        assertThatThrownBy(call)
                .isInstanceOf(KmsException.class)
                .hasMessageContaining(
                        ("User: arn:aws:iam::000000000000:user/alice is not authorized to perform: kms:%s on "
                                        + "resource: arn:aws:kms:us-east-1:000000000000:key/%s")
                                .formatted(operation, keyId));
    }
}
