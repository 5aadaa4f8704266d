package io.millrace.keys.operation;

import io.millrace.keys.keyring.Key;
import software.amazon.awssdk.services.kms.model.CustomerMasterKeySpec;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.OriginType;

/** A key as its callers see it. */
record KeyView(KeyFinder finder) {
    @SuppressWarnings("deprecation") // AWS still answers CustomerMasterKeySpec
    KeyMetadata of(Key key) {
        KeyMetadata.Builder metadata = KeyMetadata.builder()
                .awsAccountId(finder.account().id())
                .keyId(key.id().toString())
                .arn(finder.arn(key.id()))
                .creationDate(key.created())
                .enabled(key.state() == Key.State.ENABLED)
                .description(key.description())
                .keyUsage(KeyUsageType.ENCRYPT_DECRYPT)
                .keyState(state(key))
                .origin(OriginType.AWS_KMS)
                .keyManager(
                        switch (key.owner()) {
                            case CUSTOMER -> KeyManagerType.CUSTOMER;
                            case SERVICE -> KeyManagerType.AWS;
                        })
                .customerMasterKeySpec(CustomerMasterKeySpec.SYMMETRIC_DEFAULT)
                .keySpec(KeySpec.SYMMETRIC_DEFAULT)
                .encryptionAlgorithms(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT)
                .multiRegion(false)
                .currentKeyMaterialId(key.current().id());
        key.deletion().ifPresent(deletion -> metadata.deletionDate(deletion.at()));
        return metadata.build();
    }

    static KeyState state(Key key) {
        return switch (key.state()) {
            case ENABLED -> KeyState.ENABLED;
            case DISABLED -> KeyState.DISABLED;
            case PENDING_DELETION -> KeyState.PENDING_DELETION;
        };
    }
}
