package io.millrace.keys;

import static java.util.Comparator.comparing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.AlreadyExistsException;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.DryRunOperationException;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.LimitExceededException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.kms.model.UnsupportedOperationException;

/** The life of keys and their aliases, as AWS's client for Java sees it. */
class KmsSdkTest extends KmsFixture {
    @Test
    void aKeyIsDescribedByItsIdAndItsArn() {
        KeyMetadata created =
                kms.createKey(request -> request.description("of orders")).keyMetadata();

        assertThat(created.arn()).isEqualTo(KeysDoor.ARN + "key/" + created.keyId());
        assertThat(created.keyState()).isEqualTo(KeyState.ENABLED);
        assertThat(created.enabled()).isTrue();
        assertThat(created.creationDate()).isEqualTo(START);
        assertThat(created.keySpec()).isEqualTo(KeySpec.SYMMETRIC_DEFAULT);
        assertThat(created.keyUsage()).isEqualTo(KeyUsageType.ENCRYPT_DECRYPT);
        assertThat(created.keyManager()).isEqualTo(KeyManagerType.CUSTOMER);
        assertThat(created.description()).isEqualTo("of orders");
        assertThat(kms.describeKey(request -> request.keyId(created.keyId())).keyMetadata())
                .isEqualTo(created);
        assertThat(kms.describeKey(request -> request.keyId(created.arn())).keyMetadata())
                .isEqualTo(created);
    }

    @Test
    void aDisabledKeyIsNotUsedUntilItIsEnabled() throws IOException {
        String key = createKey();
        SdkBytes ciphertext = encrypt(key);

        kms.disableKey(request -> request.keyId(key));
        restart();

        String message = KeysDoor.ARN + "key/" + key + " is disabled.";
        assertRefused(() -> encrypt(key), DisabledException.class, message);
        assertRefused(() -> decrypt(ciphertext), DisabledException.class, message);
        assertRefused(() -> kms.rotateKeyOnDemand(request -> request.keyId(key)), DisabledException.class, message);
        assertThat(kms.describeKey(request -> request.keyId(key)).keyMetadata().keyState())
                .isEqualTo(KeyState.DISABLED);
        kms.enableKey(request -> request.keyId(key));
        assertThat(decrypt(ciphertext).plaintext()).isEqualTo(PLAINTEXT);
    }

    @Test
    void aKeyThatIsToBeDeletedIsNotUsedAndMayBeKept() {
        String key = createKey();
        SdkBytes ciphertext = encrypt(key);

        assertThat(kms.scheduleKeyDeletion(request -> request.keyId(key).pendingWindowInDays(7))
                        .deletionDate())
                .isEqualTo(START.plus(Duration.ofDays(7)));

        String message = KeysDoor.ARN + "key/" + key + " is pending deletion.";
        assertRefused(() -> decrypt(ciphertext), KmsInvalidStateException.class, message);
        assertRefused(() -> kms.enableKey(request -> request.keyId(key)), KmsInvalidStateException.class, message);
        kms.cancelKeyDeletion(request -> request.keyId(key));
        assertThat(kms.describeKey(request -> request.keyId(key)).keyMetadata().keyState())
                .isEqualTo(KeyState.DISABLED);
        kms.enableKey(request -> request.keyId(key));
        assertThat(decrypt(ciphertext).plaintext()).isEqualTo(PLAINTEXT);
        assertRefused(
                () -> kms.cancelKeyDeletion(request -> request.keyId(key)),
                KmsInvalidStateException.class,
                KeysDoor.ARN + "key/" + key + " is not pending deletion.");
    }

    @Test
    void aDeletedKeyIsGoneWithItsAliases() {
        String key = createKey();
        SdkBytes ciphertext = encrypt(key);
        kms.createAlias(request -> request.aliasName("alias/orders").targetKeyId(key));
        kms.scheduleKeyDeletion(request -> request.keyId(key).pendingWindowInDays(7));

        now = START.plus(Duration.ofDays(7));

        assertRefused(
                () -> decrypt(ciphertext),
                NotFoundException.class,
                "Key '" + KeysDoor.ARN + "key/" + key + "' does not exist");
        assertThat(kms.listKeys().keys()).isEmpty();
        assertThat(kms.listAliases().aliases()).isEmpty();
    }

    @Test
    void anAliasLeadsToItsKeyAndToAnotherOneOnceUpdated() throws IOException {
        String one = createKey();
        String two = createKey();

        kms.createAlias(request -> request.aliasName("alias/orders").targetKeyId(one));
        SdkBytes underOne = encrypt("alias/orders");
        kms.updateAlias(request -> request.aliasName("alias/orders").targetKeyId(two));
        restart();
        SdkBytes underTwo = encrypt(KeysDoor.ARN + "alias/orders");

        assertThat(decrypt(underOne).keyId()).endsWith(one);
        assertThat(decrypt(underTwo).keyId()).endsWith(two);
        assertThat(kms.listAliases().aliases())
                .extracting(AliasListEntry::aliasName, AliasListEntry::aliasArn, AliasListEntry::targetKeyId)
                .containsExactly(tuple("alias/orders", KeysDoor.ARN + "alias/orders", two));
        assertThat(kms.listAliases(request -> request.keyId(one)).aliases()).isEmpty();
        assertThatThrownBy(() -> kms.createAlias(
                        request -> request.aliasName("alias/orders").targetKeyId(one)))
                .isInstanceOf(AlreadyExistsException.class);
        kms.deleteAlias(request -> request.aliasName("alias/orders"));
        assertRefused(
                () -> encrypt("alias/orders"),
                NotFoundException.class,
                "Alias " + KeysDoor.ARN + "alias/orders is not found.");
    }

    @Test
    void theKeyOfAServiceComesToBeWhenItIsDescribed() {
        KeyMetadata key =
                kms.describeKey(request -> request.keyId("alias/aws/kinesis")).keyMetadata();

        assertThat(key.keyManager()).isEqualTo(KeyManagerType.AWS);
        assertThat(kms.describeKey(request -> request.keyId("alias/aws/kinesis"))
                        .keyMetadata()
                        .keyId())
                .isEqualTo(key.keyId());
        assertThatThrownBy(() -> kms.disableKey(request -> request.keyId(key.keyId())))
                .isInstanceOf(KmsException.class)
                .satisfies(e -> assertThat(((KmsException) e).awsErrorDetails().errorCode())
                        .isEqualTo("AccessDeniedException"));
        assertThatThrownBy(() -> kms.describeKey(request -> request.keyId("alias/aws/unknown")))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void keysAreListedPageByPage() {
        List<String> keys = IntStream.range(0, 5)
                .mapToObj(count -> createKey())
                .sorted(comparing(UUID::fromString))
                .toList();

        assertThat(kms.listKeysPaginator(request -> request.limit(2)).keys())
                .extracting(KeyListEntry::keyId)
                .containsExactlyElementsOf(keys);
        assertThat(kms.listKeys(request -> request.limit(5)).truncated()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "alias/nothing",
                "00000000-0000-0000-0000-000000000000",
                "arn:aws:kms:us-east-1:000000000000:key/00000000-0000-0000-0000-000000000000",
                "arn:aws:kms:eu-west-1:000000000000:key/00000000-0000-0000-0000-000000000000",
                "arn:aws:kms:us-east-1:111111111111:key/00000000-0000-0000-0000-000000000000",
                "arn:aws:kinesis:us-east-1:000000000000:stream/orders"
            })
    void whatNamesNoKeyIsNotFound(String keyId) {
        assertThatThrownBy(() -> encrypt(keyId)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void whatIsNotBuiltIsSaidToBeUnsupported() {
        for (CreateKeyRequest request : List.of(
                CreateKeyRequest.builder().keySpec(KeySpec.RSA_2048).build(),
                CreateKeyRequest.builder()
                        .keyUsage(KeyUsageType.GENERATE_VERIFY_MAC)
                        .build(),
                CreateKeyRequest.builder().multiRegion(true).build(),
                CreateKeyRequest.builder().policy("{}").build())) {
            assertThatThrownBy(() -> kms.createKey(request)).isInstanceOf(UnsupportedOperationException.class);
        }
        assertThat(kms.listKeys().keys()).isEmpty();
        assertRefused(
                () -> kms.getPublicKey(request -> request.keyId("alias/orders")),
                UnsupportedOperationException.class,
                "Operation GetPublicKey is not supported.");
    }

    @Test
    void aDryRunChangesAndTellsNothing() {
        String key = createKey();

        assertThatThrownBy(() -> kms.generateDataKey(
                        request -> request.keyId(key).numberOfBytes(32).dryRun(true)))
                .isInstanceOf(DryRunOperationException.class);
    }

    @Test
    void noMoreKeysAreMadeThanTheAccountMayHave() throws IOException {
        close();
        open(Map.of("keys-max", "1"));
        createKey();

        assertThatThrownBy(this::createKey).isInstanceOf(LimitExceededException.class);
    }
}
