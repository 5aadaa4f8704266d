package io.millrace.keys.operation;

import static io.millrace.keys.operation.KmsError.LIMIT_EXCEEDED;
import static io.millrace.keys.operation.KmsError.UNSUPPORTED_OPERATION;

import io.millrace.frontdoor.Operation;
import io.millrace.keys.keyring.Key;
import io.millrace.keys.keyring.Keyring;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyResponse;
import software.amazon.awssdk.services.kms.model.KeyMetadata;

/** Makes a symmetric key. */
final class CreateKey implements Operation<CreateKeyRequest, CreateKeyResponse> {
    private final Keyring keyring;
    private final KeyView view;
    private final int keysMax;

    CreateKey(Keyring keyring, KeyView view, int keysMax) {
        this.keyring = keyring;
        this.view = view;
        this.keysMax = keysMax;
    }

    @Override
    public Class<CreateKeyRequest> inputType() {
        return CreateKeyRequest.class;
    }

    @Override
    public CreateKeyResponse handle(CreateKeyRequest input) {
        refuseUnsupported(input);
        String description = input.description() == null ? "" : input.description();
        Key key = keyring.newKey(description, Key.Owner.CUSTOMER);
        keyring.change(contents -> {
            if (contents.keys().size() >= keysMax) {
                throw LIMIT_EXCEEDED.because("The account has %d keys, the most it may have.".formatted(keysMax));
            }
            return contents.with(key);
        });
        KeyMetadata metadata = view.of(key);
        return CreateKeyResponse.builder().keyMetadata(metadata).build();
    }

    @SuppressWarnings("deprecation") // callers still send CustomerMasterKeySpec
    private static void refuseUnsupported(CreateKeyRequest input) {
        refuseUnless("KeySpec", input.keySpecAsString(), "SYMMETRIC_DEFAULT");
        refuseUnless("CustomerMasterKeySpec", input.customerMasterKeySpecAsString(), "SYMMETRIC_DEFAULT");
        refuseUnless("KeyUsage", input.keyUsageAsString(), "ENCRYPT_DECRYPT");
        refuseUnless("Origin", input.originAsString(), "AWS_KMS");
        refuse("CustomKeyStoreId", input.customKeyStoreId() != null);
        refuse("XksKeyId", input.xksKeyId() != null);
        refuse("MultiRegion", Boolean.TRUE.equals(input.multiRegion()));
        refuse("Policy", input.policy() != null);
        refuse("Tags", input.hasTags() && !input.tags().isEmpty());
    }

    private static void refuseUnless(String member, @Nullable String value, String supported) {
        if (value != null && !value.equals(supported)) {
            throw UNSUPPORTED_OPERATION.because("%s %s is not supported.".formatted(member, value));
        }
    }

    private static void refuse(String member, boolean present) {
        if (present) {
            throw UNSUPPORTED_OPERATION.because("%s is not supported.".formatted(member));
        }
    }
}
