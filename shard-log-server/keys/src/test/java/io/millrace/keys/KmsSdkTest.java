package io.millrace.keys;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Comparator.comparing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.AlreadyExistsException;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.DryRunOperationException;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusResponse;
import software.amazon.awssdk.services.kms.model.IncludeKeyMaterial;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyMaterialState;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.LimitExceededException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.kms.model.ReEncryptResponse;
import software.amazon.awssdk.services.kms.model.RotationType;
import software.amazon.awssdk.services.kms.model.RotationsListEntry;
import software.amazon.awssdk.services.kms.model.UnsupportedOperationException;

/** The KMS API as AWS's client for Java sees it. */
class KmsSdkTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final SdkBytes PLAINTEXT = SdkBytes.fromUtf8String("attack at dawn");
    private static final Map<String, String> CONTEXT = Map.of("purpose", "war", "army", "é");

    @TempDir
    private Path directory;

    // Written by the test's thread, read by the service.
    private volatile Instant now = START;

    @SuppressWarnings("NullAway.Init") // open
    private KeysDoor door;

    @SuppressWarnings("NullAway.Init") // open
    private KmsClient kms;

    @BeforeEach
    void open() throws IOException {
        open(Map.of());
    }

    private void open(Map<String, String> settings) throws IOException {
        door = KeysDoor.open(directory, () -> now, settings);
        kms = door.client();
    }

    @AfterEach
    void close() throws IOException {
        kms.close();
        door.close();
    }

    private void restart() throws IOException {
        close();
        open();
    }

    private String createKey() {
        return kms.createKey(request -> {}).keyMetadata().keyId();
    }

    private SdkBytes encrypt(String key) {
        return kms.encrypt(request -> request.keyId(key).plaintext(PLAINTEXT).encryptionContext(CONTEXT))
                .ciphertextBlob();
    }

    private DecryptResponse decrypt(SdkBytes ciphertext) {
        return kms.decrypt(request -> request.ciphertextBlob(ciphertext).encryptionContext(CONTEXT));
    }

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
    void whatWasEncryptedIsDecryptedAfterARestart() throws IOException {
        String key = createKey();
        EncryptResponse encrypted =
                kms.encrypt(request -> request.keyId(key).plaintext(PLAINTEXT).encryptionContext(CONTEXT));

        restart();
        DecryptResponse decrypted = decrypt(encrypted.ciphertextBlob());

        assertThat(decrypted.plaintext()).isEqualTo(PLAINTEXT);
        assertThat(decrypted.keyId()).isEqualTo(KeysDoor.ARN + "key/" + key).isEqualTo(encrypted.keyId());
        assertThat(encrypted.ciphertextBlob().asString(ISO_8859_1)).doesNotContain(PLAINTEXT.asUtf8String());
    }

    @Test
    void anotherContextOrDamageIsAnInvalidCiphertext() {
        SdkBytes ciphertext = encrypt(createKey());
        byte[] damaged = ciphertext.asByteArray();
        damaged[damaged.length - 1] ^= 1;

        assertThatThrownBy(() -> kms.decrypt(
                        request -> request.ciphertextBlob(ciphertext).encryptionContext(Map.of("purpose", "peace"))))
                .isInstanceOf(InvalidCiphertextException.class);
        assertThatThrownBy(() -> kms.decrypt(request -> request.ciphertextBlob(ciphertext)))
                .isInstanceOf(InvalidCiphertextException.class);
        assertThatThrownBy(() -> decrypt(SdkBytes.fromByteArray(damaged)))
                .isInstanceOf(InvalidCiphertextException.class);
        assertThatThrownBy(() -> decrypt(SdkBytes.fromUtf8String("no ciphertext")))
                .isInstanceOf(InvalidCiphertextException.class);
    }

    @Test
    void aCiphertextNamesItsKeyWhichMustBeTheOneAskedFor() {
        String key = createKey();
        SdkBytes ciphertext = encrypt(key);
        String other = createKey();

        assertThat(kms.decrypt(request -> request.ciphertextBlob(ciphertext)
                                .encryptionContext(CONTEXT)
                                .keyId(key))
                        .plaintext())
                .isEqualTo(PLAINTEXT);
        assertThatThrownBy(() -> kms.decrypt(request -> request.ciphertextBlob(ciphertext)
                        .encryptionContext(CONTEXT)
                        .keyId(other)))
                .isInstanceOf(IncorrectKeyException.class);
    }

    @Test
    void aDataKeyComesInPlainAndEncrypted() {
        String key = createKey();

        GenerateDataKeyResponse dataKey = kms.generateDataKey(
                request -> request.keyId(key).keySpec(DataKeySpec.AES_256).encryptionContext(CONTEXT));
        SdkBytes hidden = kms.generateDataKeyWithoutPlaintext(
                        request -> request.keyId(key).numberOfBytes(24).encryptionContext(CONTEXT))
                .ciphertextBlob();

        assertThat(dataKey.plaintext().asByteArray()).hasSize(32);
        assertThat(decrypt(dataKey.ciphertextBlob()).plaintext()).isEqualTo(dataKey.plaintext());
        assertThat(decrypt(hidden).plaintext().asByteArray()).hasSize(24);
        assertThatThrownBy(() -> kms.generateDataKey(request -> request.keyId(key)))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("Please specify either number of bytes or key spec.");
    }

    @Test
    void aCiphertextMovesToAnotherKeyAndContext() {
        String from = createKey();
        String to = createKey();
        SdkBytes ciphertext = encrypt(from);

        ReEncryptResponse moved = kms.reEncrypt(request -> request.ciphertextBlob(ciphertext)
                .sourceEncryptionContext(CONTEXT)
                .destinationKeyId(to)
                .destinationEncryptionContext(Map.of("purpose", "peace")));

        assertThat(moved.sourceKeyId()).endsWith(from);
        assertThat(moved.keyId()).endsWith(to);
        DecryptResponse decrypted = kms.decrypt(request ->
                request.ciphertextBlob(moved.ciphertextBlob()).encryptionContext(Map.of("purpose", "peace")));
        assertThat(decrypted.plaintext()).isEqualTo(PLAINTEXT);
        assertThat(decrypted.keyId()).endsWith(to);
    }

    @Test
    void rotationKeepsWhatOlderMaterialEncryptedReadable() throws IOException {
        String key = createKey();
        SdkBytes before = encrypt(key);

        kms.rotateKeyOnDemand(request -> request.keyId(key));
        restart();
        SdkBytes after = encrypt(key);

        assertThat(decrypt(before).plaintext()).isEqualTo(PLAINTEXT);
        assertThat(decrypt(after).plaintext()).isEqualTo(PLAINTEXT);
        assertThat(decrypt(before).keyMaterialId()).isNotEqualTo(decrypt(after).keyMaterialId());
        List<RotationsListEntry> rotations =
                kms.listKeyRotations(request -> request.keyId(key)).rotations();
        assertThat(rotations).singleElement().satisfies(rotation -> {
            assertThat(rotation.rotationType()).isEqualTo(RotationType.ON_DEMAND);
            assertThat(rotation.rotationDate()).isEqualTo(START);
            assertThat(rotation.keyMaterialState()).isEqualTo(KeyMaterialState.CURRENT);
        });
        assertThat(kms.listKeyRotations(
                                request -> request.keyId(key).includeKeyMaterial(IncludeKeyMaterial.ALL_KEY_MATERIAL))
                        .rotations())
                .hasSize(2);
    }

    @Test
    void aKeyRotatesByItselfWhenItsTimeHasCome() {
        String key = createKey();
        SdkBytes before = encrypt(key);
        kms.enableKeyRotation(request -> request.keyId(key).rotationPeriodInDays(90));
        GetKeyRotationStatusResponse status = kms.getKeyRotationStatus(request -> request.keyId(key));

        now = START.plus(Duration.ofDays(90));
        SdkBytes after = encrypt(key);

        assertThat(status.keyRotationEnabled()).isTrue();
        assertThat(status.nextRotationDate()).isEqualTo(START.plus(Duration.ofDays(90)));
        assertThat(decrypt(after).keyMaterialId()).isNotEqualTo(decrypt(before).keyMaterialId());
        assertThat(kms.listKeyRotations(request -> request.keyId(key)).rotations())
                .singleElement()
                .satisfies(rotation -> assertThat(rotation.rotationType()).isEqualTo(RotationType.AUTOMATIC));
        assertThat(kms.getKeyRotationStatus(request -> request.keyId(key)).nextRotationDate())
                .isEqualTo(START.plus(Duration.ofDays(180)));
        kms.disableKeyRotation(request -> request.keyId(key));
        assertThat(kms.getKeyRotationStatus(request -> request.keyId(key)).keyRotationEnabled())
                .isFalse();
    }

    @Test
    void aKeyIsRotatedOnDemandTwentyFiveTimes() {
        String key = createKey();
        IntStream.range(0, 25).forEach(time -> kms.rotateKeyOnDemand(request -> request.keyId(key)));

        assertThatThrownBy(() -> kms.rotateKeyOnDemand(request -> request.keyId(key)))
                .isInstanceOf(LimitExceededException.class);
        assertThat(kms.listKeyRotationsPaginator(request -> request.keyId(key).limit(10))
                        .rotations())
                .hasSize(25);
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

    private static void assertRefused(ThrowingCallable call, Class<? extends KmsException> type, String message) {
        assertThatThrownBy(call)
                .isInstanceOf(type)
                .satisfies(e -> assertThat(((KmsException) e).awsErrorDetails().errorMessage())
                        .isEqualTo(message));
    }
}
