package io.millrace.server.encryption;

import io.millrace.frontdoor.LocalCalls;
import io.millrace.server.encryption.KeyServiceException.Reason;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;

/** Keys behind the KMS API, in this process or anywhere. */
public final class KmsKeyService implements KeyService {
    private static final Logger logger = LoggerFactory.getLogger(KmsKeyService.class);

    /** What AWS's own Kinesis binds to data keys, so that key policies written for it hold here too. */
    private static final String CONTEXT_KEY = "aws:kinesis:arn";

    private final KmsCalls calls;
    /** Whether the last call was answered: a service that goes or comes is said once. */
    private final AtomicBoolean reached = new AtomicBoolean(true);

    private KmsKeyService(KmsCalls calls) {
        this.calls = calls;
    }

    /**
     * The key service that a configuration names.
     *
     * @param region of this process
     * @param local the services of this process
     */
    public static KeyService open(EncryptionConfig config, String region, LocalCalls local) {
        if (config.keyService().isEmpty()) {
            return new KmsKeyService(new KmsCalls.Local(local));
        }
        URI endpoint = config.keyService().get();
        AwsCredentialsProvider credentials = config.credentials()
                .<AwsCredentialsProvider>map(StaticCredentialsProvider::create)
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
        KmsClient client = KmsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(config.region().orElse(region)))
                .credentialsProvider(credentials)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(override -> override.apiCallTimeout(config.timeout()))
                .build();
        return new KmsKeyService(new KmsCalls.Remote(client, endpoint.toString()));
    }

    @Override
    public NewDataKey generate(String keyId, String streamArn) throws KeyServiceException {
        GenerateDataKeyResponse key = call(
                GenerateDataKeyRequest.builder()
                        .keyId(keyId)
                        .keySpec(DataKeySpec.AES_256)
                        .encryptionContext(context(streamArn))
                        .build(),
                GenerateDataKeyResponse.class);
        return new NewDataKey(
                key.plaintext().asByteArray(), key.ciphertextBlob().asByteArray());
    }

    @Override
    public byte[] unseal(byte[] sealed, String streamArn) throws KeyServiceException {
        return call(
                        DecryptRequest.builder()
                                .ciphertextBlob(SdkBytes.fromByteArray(sealed))
                                .encryptionContext(context(streamArn))
                                .build(),
                        DecryptResponse.class)
                .plaintext()
                .asByteArray();
    }

    @Override
    public void check(String keyId, String streamArn) throws KeyServiceException {
        KeyMetadata key = call(DescribeKeyRequest.builder().keyId(keyId).build(), DescribeKeyResponse.class)
                .keyMetadata();
        if (key.keyState() == KeyState.DISABLED) {
            throw new KeyServiceException(Reason.DISABLED, key.arn() + " is disabled.");
        }
        if (key.keyState() != KeyState.ENABLED) {
            throw new KeyServiceException(
                    Reason.INVALID_STATE, "%s is in state %s.".formatted(key.arn(), key.keyStateAsString()));
        }
        // Says now, and not with the first record, whether the key seals and this process may have it seal.
        generate(keyId, streamArn);
    }

    private <O extends SdkPojo> O call(SdkPojo input, Class<O> outputType) throws KeyServiceException {
        try {
            O output = calls.call(input, outputType);
            noteReached();
            return output;
        } catch (KmsCalls.Refused e) {
            String message = String.valueOf(e.getMessage());
            Optional<Reason> reason = reason(e.code());
            if (reason.isPresent()) {
                noteReached();
                throw new KeyServiceException(reason.get(), message, e);
            }
            if (reached.getAndSet(false)) {
                logger.warn("Sealed streams wait for their keys: {}", message);
            }
            throw new KeyServiceException(Reason.UNAVAILABLE, message, e);
        }
    }

    private void noteReached() {
        if (!reached.get() && !reached.getAndSet(true)) {
            logger.info("The key service answers again");
        }
    }

    /** Empty for what is no answer about a key. */
    private static Optional<Reason> reason(String code) {
        return switch (code) {
            case "DisabledException" -> Optional.of(Reason.DISABLED);
            case "NotFoundException", "InvalidArnException" -> Optional.of(Reason.NOT_FOUND);
            case "KMSInvalidStateException",
                    "InvalidKeyUsageException",
                    "KeyUnavailableException",
                    "UnsupportedOperationException",
                    "IncorrectKeyException",
                    "InvalidCiphertextException" -> Optional.of(Reason.INVALID_STATE);
            case "AccessDeniedException",
                    "UnrecognizedClientException",
                    "InvalidClientTokenId",
                    "InvalidSignatureException",
                    "IncompleteSignatureException",
                    "MissingAuthenticationTokenException",
                    "ExpiredTokenException" -> Optional.of(Reason.ACCESS_DENIED);
            case "OptInRequired", "SubscriptionRequiredException" -> Optional.of(Reason.NOT_SUBSCRIBED);
            case "ThrottlingException", "LimitExceededException" -> Optional.of(Reason.THROTTLED);
            default -> Optional.empty();
        };
    }

    private static Map<String, String> context(String streamArn) {
        return Map.of(CONTEXT_KEY, streamArn);
    }

    @Override
    public void close() {
        calls.close();
    }
}
