package io.millrace.keys.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.keys.keyring.Key;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptResponse;

/** Encrypts up to 4,096 bytes under a key. */
final class Encrypt implements Operation<EncryptRequest, EncryptResponse> {
    private final KeyUse use;

    Encrypt(KeyUse use) {
        this.use = use;
    }

    @Override
    public Class<EncryptRequest> inputType() {
        return EncryptRequest.class;
    }

    @Override
    public EncryptResponse handle(EncryptRequest input) {
        KeyUse.checkAlgorithm(input.encryptionAlgorithmAsString());
        KeyUse.checkTokens(input.grantTokens());
        Key key = use.forEncryption(input.keyId());
        KeyUse.endDryRun(input.dryRun());
        return EncryptResponse.builder()
                .ciphertextBlob(use.encrypt(key, input.plaintext().asByteArray(), input.encryptionContext()))
                .keyId(use.arn(key))
                .encryptionAlgorithm(KeyUse.ALGORITHM)
                .build();
    }
}
