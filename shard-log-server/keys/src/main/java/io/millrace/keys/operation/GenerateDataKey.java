package io.millrace.keys.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.keys.keyring.Key;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;

/** Makes a key for data: in plain for its caller, and encrypted to be kept beside the data. */
final class GenerateDataKey implements Operation<GenerateDataKeyRequest, GenerateDataKeyResponse> {
    private final KeyUse use;

    GenerateDataKey(KeyUse use) {
        this.use = use;
    }

    @Override
    public Class<GenerateDataKeyRequest> inputType() {
        return GenerateDataKeyRequest.class;
    }

    @Override
    public GenerateDataKeyResponse handle(GenerateDataKeyRequest input) {
        KeyUse.checkTokens(input.grantTokens());
        KeyUse.checkRecipient(input.recipient());
        int bytes = DataKeyLength.of(input.numberOfBytes(), input.keySpecAsString());
        Key key = use.forEncryption(input.keyId());
        KeyUse.endDryRun(input.dryRun());
        byte[] plaintext = use.randomBytes(bytes);
        return GenerateDataKeyResponse.builder()
                .ciphertextBlob(use.encrypt(key, plaintext, input.encryptionContext()))
                .plaintext(SdkBytes.fromByteArrayUnsafe(plaintext))
                .keyId(use.arn(key))
                .keyMaterialId(key.current().id())
                .build();
    }
}
