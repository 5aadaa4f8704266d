package io.millrace.keys.operation;

import static io.millrace.keys.operation.KmsError.DRY_RUN_OPERATION;
import static io.millrace.keys.operation.KmsError.INCORRECT_KEY;
import static io.millrace.keys.operation.KmsError.INVALID_CIPHERTEXT;
import static io.millrace.keys.operation.KmsError.INVALID_KEY_USAGE;
import static io.millrace.keys.operation.KmsError.UNSUPPORTED_OPERATION;
import static io.millrace.keys.operation.KmsError.VALIDATION;

import io.millrace.keys.keyring.Ciphertext;
import io.millrace.keys.keyring.Contents;
import io.millrace.keys.keyring.Key;
import io.millrace.keys.keyring.Keyring;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.RecipientInfo;

/** What the operations that encrypt and decrypt have in common. */
final class KeyUse {
    /** The one algorithm of symmetric keys. */
    static final String ALGORITHM = "SYMMETRIC_DEFAULT";

    private final Keyring keyring;
    private final KeyFinder finder;

    KeyUse(Keyring keyring, KeyFinder finder) {
        this.keyring = keyring;
        this.finder = finder;
    }

    String arn(Key key) {
        return finder.arn(key.id());
    }

    /** The key that encrypts, with the material it has now. */
    Key forEncryption(String keyId) {
        return keyring.upToDate(finder.usable(finder.find(keyring.contents(), keyId)));
    }

    SdkBytes encrypt(Key key, byte[] plaintext, Map<String, String> context) {
        return SdkBytes.fromByteArrayUnsafe(
                Ciphertext.of(key, plaintext, context).bytes());
    }

    /**
     * What a ciphertext was made of.
     *
     * @param plaintext the caller's to keep
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Decrypted(Key key, String materialId, byte[] plaintext) {}

    /** @param keyId that must have made the ciphertext, or null */
    Decrypted decrypt(@Nullable SdkBytes blob, @Nullable String keyId, Map<String, String> context) {
        if (blob == null) {
            throw VALIDATION.because("1 validation error detected: Value null at 'ciphertextBlob' failed to satisfy"
                    + " constraint: Member must not be null");
        }
        Ciphertext ciphertext = Ciphertext.parse(blob.asByteArray()).orElseThrow(() -> INVALID_CIPHERTEXT.because(""));
        Contents contents = keyring.contents();
        if (keyId != null && !finder.find(contents, keyId).id().equals(ciphertext.key())) {
            throw INCORRECT_KEY.because(
                    "The key ID in the request does not identify a CMK that can perform this operation.");
        }
        Key key = finder.usable(contents.key(ciphertext.key()).orElseThrow(() -> finder.notFound(ciphertext.key())));
        byte[] plaintext = ciphertext.decrypt(key, context).orElseThrow(() -> INVALID_CIPHERTEXT.because(""));
        return new Decrypted(key, key.materials().get(ciphertext.material()).id(), plaintext);
    }

    byte[] randomBytes(int count) {
        return keyring.randomBytes(count);
    }

    static void checkAlgorithm(@Nullable String algorithm) {
        if (algorithm != null && !algorithm.equals(ALGORITHM)) {
            throw INVALID_KEY_USAGE.because("The algorithm %s is not one of a symmetric key.".formatted(algorithm));
        }
    }

    static void checkTokens(List<String> grantTokens) {
        GrantTokens.refuse(grantTokens);
    }

    static void checkRecipient(@Nullable RecipientInfo recipient) {
        if (recipient != null) {
            throw UNSUPPORTED_OPERATION.because("Recipient is not supported.");
        }
    }

    /** Ends an operation that was only to be tried, once nothing is left that could refuse it. */
    static void endDryRun(@Nullable Boolean dryRun) {
        if (Boolean.TRUE.equals(dryRun)) {
            throw DRY_RUN_OPERATION.because("The request would have succeeded, but the DryRun option is set.");
        }
    }
}
