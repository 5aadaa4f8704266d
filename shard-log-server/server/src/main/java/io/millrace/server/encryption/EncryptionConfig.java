package io.millrace.server.encryption;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * Where keys come from.
 *
 * @param keyService a KMS endpoint; empty for the key service in this process
 * @param region of that endpoint; empty for this process's own
 * @param credentials it is called with; empty for what the AWS SDK finds by itself
 * @param timeout of one call, retries included
 * @param dataKeyLife how long a data key stays in memory: so long after a key is disabled its streams may still be used
 */
public record EncryptionConfig(
        Optional<URI> keyService,
        Optional<String> region,
        Optional<AwsCredentials> credentials,
        Duration timeout,
        Duration dataKeyLife) {
    public static final EncryptionConfig DEFAULT = new EncryptionConfig(
            Optional.empty(), Optional.empty(), Optional.empty(), Duration.ofSeconds(10), Duration.ofMinutes(5));

    public EncryptionConfig {
        if (timeout.toMillis() < 1 || dataKeyLife.isNegative()) {
            throw new IllegalArgumentException(
                    "key service given %s, data keys kept for %s".formatted(timeout, dataKeyLife));
        }
        if (keyService.isEmpty() && (region.isPresent() || credentials.isPresent())) {
            throw new IllegalArgumentException(
                    "a region or credentials are given for a key service, but no endpoint: kinesis.key-service");
        }
    }
}
