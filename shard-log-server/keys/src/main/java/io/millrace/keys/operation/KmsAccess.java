package io.millrace.keys.operation;

import io.millrace.frontdoor.AccessRules;
import io.millrace.frontdoor.ApiException;
import io.millrace.keys.keyring.Alias;
import io.millrace.keys.keyring.Ciphertext;
import io.millrace.keys.keyring.Keyring;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DeleteAliasRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyRotationRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyRotationRequest;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusRequest;
import software.amazon.awssdk.services.kms.model.ListKeyRotationsRequest;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;
import software.amazon.awssdk.services.kms.model.RotateKeyOnDemandRequest;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.UpdateAliasRequest;

/**
 * What requests to KMS are about: a key, however it is named, by its ARN. What is decrypted is about the key that encrypted
 * it, whatever the request says.
 */
final class KmsAccess implements AccessRules {
    private static final String NOTHING = "*";

    private final Keyring keyring;
    private final KeyFinder finder;

    KmsAccess(Keyring keyring, KeyFinder finder) {
        this.keyring = keyring;
        this.finder = finder;
    }

    @Override
    public String resource(SdkPojo input) {
        return switch (input) {
            case DecryptRequest request -> ofCiphertext(request.ciphertextBlob());
            // Who may have a ciphertext encrypted under a key of his own may read it.
            case ReEncryptRequest request -> ofCiphertext(request.ciphertextBlob());
            case DeleteAliasRequest request -> ofAlias(request.aliasName());
            case CreateAliasRequest request -> ofKey(request.targetKeyId());
            case UpdateAliasRequest request -> ofKey(request.targetKeyId());
            case DescribeKeyRequest request -> ofKey(request.keyId());
            case EncryptRequest request -> ofKey(request.keyId());
            case GenerateDataKeyRequest request -> ofKey(request.keyId());
            case GenerateDataKeyWithoutPlaintextRequest request -> ofKey(request.keyId());
            case EnableKeyRequest request -> ofKey(request.keyId());
            case DisableKeyRequest request -> ofKey(request.keyId());
            case EnableKeyRotationRequest request -> ofKey(request.keyId());
            case DisableKeyRotationRequest request -> ofKey(request.keyId());
            case GetKeyRotationStatusRequest request -> ofKey(request.keyId());
            case ListKeyRotationsRequest request -> ofKey(request.keyId());
            case RotateKeyOnDemandRequest request -> ofKey(request.keyId());
            case ScheduleKeyDeletionRequest request -> ofKey(request.keyId());
            case CancelKeyDeletionRequest request -> ofKey(request.keyId());
            default -> NOTHING;
        };
    }

    private String ofKey(@Nullable String keyId) {
        if (keyId == null) {
            return NOTHING;
        }
        try {
            return finder.arn(finder.find(keyring.contents(), keyId).id());
        } catch (ApiException e) {
            // The operation will say that there is no such key; a service's key that is not made yet has its alias
            // alone.
            return keyId.startsWith(Alias.PREFIX) ? finder.aliasArn(keyId) : NOTHING;
        }
    }

    private String ofAlias(@Nullable String name) {
        return name == null ? NOTHING : finder.aliasArn(name);
    }

    private String ofCiphertext(@Nullable SdkBytes blob) {
        return Optional.ofNullable(blob)
                .flatMap(bytes -> Ciphertext.parse(bytes.asByteArray()))
                .map(ciphertext -> finder.arn(ciphertext.key()))
                .orElse(NOTHING);
    }
}
