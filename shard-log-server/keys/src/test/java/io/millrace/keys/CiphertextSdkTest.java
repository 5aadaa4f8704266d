package io.millrace.keys;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusResponse;
import software.amazon.awssdk.services.kms.model.IncludeKeyMaterial;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.KeyMaterialState;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.LimitExceededException;
import software.amazon.awssdk.services.kms.model.ReEncryptResponse;
import software.amazon.awssdk.services.kms.model.RotationType;
import software.amazon.awssdk.services.kms.model.RotationsListEntry;

/** What keys encrypt, before and after they rotate, as AWS's client for Java sees it. */
class CiphertextSdkTest extends KmsFixture {
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
}
