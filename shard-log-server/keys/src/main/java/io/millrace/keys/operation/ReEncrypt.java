package io.millrace.keys.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.keys.keyring.Key;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;
import software.amazon.awssdk.services.kms.model.ReEncryptResponse;

/** Decrypts, and encrypts under another key or context, the plaintext never leaving the service. */
final class ReEncrypt implements Operation<ReEncryptRequest, ReEncryptResponse> {
    private final KeyUse use;

    ReEncrypt(KeyUse use) {
        this.use = use;
    }

    @Override
    public Class<ReEncryptRequest> inputType() {
        return ReEncryptRequest.class;
    }

    @Override
    public ReEncryptResponse handle(ReEncryptRequest input) {
        KeyUse.checkAlgorithm(input.sourceEncryptionAlgorithmAsString());
        KeyUse.checkAlgorithm(input.destinationEncryptionAlgorithmAsString());
        KeyUse.checkTokens(input.grantTokens());
        KeyUse.Decrypted source =
                use.decrypt(input.ciphertextBlob(), input.sourceKeyId(), input.sourceEncryptionContext());
        Key key = use.forEncryption(input.destinationKeyId());
        KeyUse.endDryRun(input.dryRun());
        return ReEncryptResponse.builder()
                .ciphertextBlob(use.encrypt(key, source.plaintext(), input.destinationEncryptionContext()))
                .sourceKeyId(use.arn(source.key()))
                .keyId(use.arn(key))
                .sourceEncryptionAlgorithm(KeyUse.ALGORITHM)
                .destinationEncryptionAlgorithm(KeyUse.ALGORITHM)
                .sourceKeyMaterialId(source.materialId())
                .destinationKeyMaterialId(key.current().id())
                .build();
    }
}
