package io.millrace.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.encryptionsdk.AwsCrypto;
import com.amazonaws.encryptionsdk.CommitmentPolicy;
import com.amazonaws.encryptionsdk.CryptoResult;
import com.amazonaws.encryptionsdk.exception.AwsCryptoException;
import com.amazonaws.encryptionsdk.kmssdkv2.KmsMasterKey;
import com.amazonaws.encryptionsdk.kmssdkv2.KmsMasterKeyProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kms.KmsClient;

/** AWS's own envelope encryption with keys of this service. */
class EncryptionSdkTest {
    private static final byte[] PLAINTEXT = "attack at dawn".getBytes(UTF_8);
    private static final Map<String, String> CONTEXT = Map.of("purpose", "war");

    @TempDir
    private Path directory;

    @Test
    void awsEncryptionSdkEncryptsAndDecryptsUnderAKeyThatIsRotatedBetween() throws IOException {
        try (KeysDoor door = KeysDoor.open(directory, InstantSource.system());
                KmsClient kms = door.client()) {
            String key = kms.createKey(request -> {}).keyMetadata().arn();
            KmsMasterKeyProvider provider = KmsMasterKeyProvider.builder()
                    .customRegionalClientSupplier(region -> kms)
                    .buildStrict(key);
            AwsCrypto crypto = AwsCrypto.builder()
                    .withCommitmentPolicy(CommitmentPolicy.RequireEncryptRequireDecrypt)
                    .build();

            CryptoResult<byte[], KmsMasterKey> encrypted = crypto.encryptData(provider, PLAINTEXT, CONTEXT);
            kms.rotateKeyOnDemand(request -> request.keyId(key));
            CryptoResult<byte[], KmsMasterKey> decrypted = crypto.decryptData(provider, encrypted.getResult());

            assertThat(decrypted.getResult()).isEqualTo(PLAINTEXT);
            assertThat(decrypted.getMasterKeyIds()).containsExactly(key);
            kms.disableKey(request -> request.keyId(key));
            assertThatThrownBy(() -> crypto.decryptData(provider, encrypted.getResult()))
                    .isInstanceOf(AwsCryptoException.class);
        }
    }
}
