package io.millrace.keys.operation;

import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;

/** Decrypts what a key encrypted, whichever of its materials did. */
final class Decrypt implements Operation<DecryptRequest, DecryptResponse> {
    private final KeyUse use;

    Decrypt(KeyUse use) {
        this.use = use;
    }

    @Override
    public Class<DecryptRequest> inputType() {
        return DecryptRequest.class;
    }

    @Override
    public DecryptResponse handle(DecryptRequest input) {
        KeyUse.checkAlgorithm(input.encryptionAlgorithmAsString());
        KeyUse.checkTokens(input.grantTokens());
        KeyUse.checkRecipient(input.recipient());
        KeyUse.Decrypted decrypted = use.decrypt(input.ciphertextBlob(), input.keyId(), input.encryptionContext());
        KeyUse.endDryRun(input.dryRun());
        return DecryptResponse.builder()
                .keyId(use.arn(decrypted.key()))
                .plaintext(SdkBytes.fromByteArrayUnsafe(decrypted.plaintext()))
                .encryptionAlgorithm(KeyUse.ALGORITHM)
                .keyMaterialId(decrypted.materialId())
                .build();
    }
}
