package io.millrace.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.KmsException;

/** A key service of one test, called by AWS's client for Java, whose clock the test sets. */
abstract class KmsFixture {
    static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    static final SdkBytes PLAINTEXT = SdkBytes.fromUtf8String("attack at dawn");
    static final Map<String, String> CONTEXT = Map.of("purpose", "war", "army", "é");

    @TempDir
    private Path directory;

    // Written by the test's thread, read by the service.
    volatile Instant now = START;

    @SuppressWarnings("NullAway.Init") // open
    private KeysDoor door;

    @SuppressWarnings("NullAway.Init") // open
    KmsClient kms;

    @BeforeEach
    void open() throws IOException {
        open(Map.of());
    }

    void open(Map<String, String> settings) throws IOException {
        door = KeysDoor.open(directory, () -> now, settings);
        kms = door.client();
    }

    @AfterEach
    void close() throws IOException {
        kms.close();
        door.close();
    }

    void restart() throws IOException {
        close();
        open();
    }

    String createKey() {
        return kms.createKey(request -> {}).keyMetadata().keyId();
    }

    SdkBytes encrypt(String key) {
        return kms.encrypt(request -> request.keyId(key).plaintext(PLAINTEXT).encryptionContext(CONTEXT))
                .ciphertextBlob();
    }

    DecryptResponse decrypt(SdkBytes ciphertext) {
        return kms.decrypt(request -> request.ciphertextBlob(ciphertext).encryptionContext(CONTEXT));
    }

    static void assertRefused(ThrowingCallable call, Class<? extends KmsException> type, String message) {
        assertThatThrownBy(call)
                .isInstanceOf(type)
                .satisfies(e -> assertThat(((KmsException) e).awsErrorDetails().errorMessage())
                        .isEqualTo(message));
    }
}
