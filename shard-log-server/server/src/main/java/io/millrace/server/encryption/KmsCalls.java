package io.millrace.server.encryption;

import io.millrace.frontdoor.ApiException;
import io.millrace.frontdoor.LocalCalls;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.KmsException;

/** How the KMS API is called: refusals have the name that KMS gives them. */
sealed interface KmsCalls {
    /**
     * Answers as the operation does that takes such an input.
     *
     * @throws Refused if the key service refuses, or cannot be reached
     */
    <O extends SdkPojo> O call(SdkPojo input, Class<O> outputType) throws Refused;

    void close();

    /** What KMS says no with. */
    final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final String code;

        Refused(String code, String message, Throwable cause) {
            super(message, cause);
            this.code = code;
        }

        /** The wire name; empty if there was no answer. */
        String code() {
            return code;
        }
    }

    /** The key service of this process. */
    record Local(LocalCalls calls) implements KmsCalls {
        @Override
        public <O extends SdkPojo> O call(SdkPojo input, Class<O> outputType) throws Refused {
            try {
                return calls.call("kms", input, outputType);
            } catch (ApiException e) {
                throw new Refused(e.code().wireName(), String.valueOf(e.getMessage()), e);
            } catch (RuntimeException e) {
                throw new Refused("", "The key service failed: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {}
    }

    /** A key service elsewhere. */
    record Remote(KmsClient client, String endpoint) implements KmsCalls {
        @Override
        public <O extends SdkPojo> O call(SdkPojo input, Class<O> outputType) throws Refused {
            try {
                return outputType.cast(
                        switch (input) {
                            case DescribeKeyRequest request -> client.describeKey(request);
                            case GenerateDataKeyRequest request -> client.generateDataKey(request);
                            case DecryptRequest request -> client.decrypt(request);
                            default -> throw new IllegalArgumentException("no call with " + input.getClass());
                        });
            } catch (KmsException e) {
                throw new Refused(
                        e.awsErrorDetails().errorCode(),
                        String.valueOf(e.awsErrorDetails().errorMessage()),
                        e);
            } catch (SdkException e) {
                throw new Refused(
                        "", "The key service at %s cannot be reached: %s".formatted(endpoint, e.getMessage()), e);
            }
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
