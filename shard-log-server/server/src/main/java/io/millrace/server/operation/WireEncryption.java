package io.millrace.server.operation;

import io.millrace.server.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;

/** A stream's encryption as its callers see it. */
final class WireEncryption {
    private WireEncryption() {}

    static boolean isEncrypted(Stream stream) {
        return stream.properties().encryption().keyId().isPresent();
    }

    static EncryptionType type(Stream stream) {
        return isEncrypted(stream) ? EncryptionType.KMS : EncryptionType.NONE;
    }

    /** Null if the stream is not encrypted. */
    static @Nullable String keyId(Stream stream) {
        return stream.properties().encryption().keyId().orElse(null);
    }

    /** What is said of records that were put; nothing if they are not encrypted. */
    static @Nullable EncryptionType ofRecords(Stream stream) {
        return isEncrypted(stream) ? EncryptionType.KMS : null;
    }
}
