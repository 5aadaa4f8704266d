package io.millrace.keys.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.keys.keyring.Key;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextResponse;

/** Makes a key for data that is decrypted when it is first needed. */
final class GenerateDataKeyWithoutPlaintext
        implements Operation<GenerateDataKeyWithoutPlaintextRequest, GenerateDataKeyWithoutPlaintextResponse> {
    private final KeyUse use;

    GenerateDataKeyWithoutPlaintext(KeyUse use) {
        this.use = use;
    }

    @Override
    public Class<GenerateDataKeyWithoutPlaintextRequest> inputType() {
        return GenerateDataKeyWithoutPlaintextRequest.class;
    }

    @Override
    public GenerateDataKeyWithoutPlaintextResponse handle(GenerateDataKeyWithoutPlaintextRequest input) {
        KeyUse.checkTokens(input.grantTokens());
        int bytes = DataKeyLength.of(input.numberOfBytes(), input.keySpecAsString());
        Key key = use.forEncryption(input.keyId());
        KeyUse.endDryRun(input.dryRun());
        return GenerateDataKeyWithoutPlaintextResponse.builder()
                .ciphertextBlob(use.encrypt(key, use.randomBytes(bytes), input.encryptionContext()))
                .keyId(use.arn(key))
                .keyMaterialId(key.current().id())
                .build();
    }
}
