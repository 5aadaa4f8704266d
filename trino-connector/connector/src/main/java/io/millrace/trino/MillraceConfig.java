package io.millrace.trino;

import io.airlift.configuration.Config;
import io.airlift.configuration.ConfigDescription;
import io.airlift.configuration.ConfigSecuritySensitive;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The properties of a catalog. Trino's configuration fills it once, by its setters, before anything reads it. */
// Not final: the configuration tests subclass it.
public class MillraceConfig {
    static final int SPLITS_PER_SHARD_MAX = 64;

    @SuppressWarnings("NullAway.Init") // Validation refuses properties without it.
    private URI endpoint;

    private String region = "us-east-1";
    private Optional<String> accessKey = Optional.empty();
    private Optional<String> secretKey = Optional.empty();
    private int splitsPerShard = 4;

    @NotNull
    public URI getEndpoint() {
        return endpoint;
    }

    @Config("millrace.endpoint")
    @ConfigDescription("Where the Kinesis and Glue APIs answer, such as http://127.0.0.1:4567")
    public MillraceConfig setEndpoint(URI endpoint) {
        this.endpoint = endpoint;
        return this;
    }

    @NotNull
    public String getRegion() {
        return region;
    }

    @Config("millrace.region")
    @ConfigDescription("The region that requests are signed for")
    public MillraceConfig setRegion(String region) {
        this.region = region;
        return this;
    }

    public Optional<String> getAccessKey() {
        return accessKey;
    }

    @Config("millrace.access-key")
    @ConfigDescription("Access key id; requests are not signed if there is none")
    public MillraceConfig setAccessKey(@Nullable String accessKey) {
        this.accessKey = Optional.ofNullable(accessKey);
        return this;
    }

    public Optional<String> getSecretKey() {
        return secretKey;
    }

    @Config("millrace.secret-key")
    @ConfigDescription("Secret access key")
    @ConfigSecuritySensitive
    public MillraceConfig setSecretKey(@Nullable String secretKey) {
        this.secretKey = Optional.ofNullable(secretKey);
        return this;
    }

    @Min(1)
    @Max(SPLITS_PER_SHARD_MAX)
    public int getSplitsPerShard() {
        return splitsPerShard;
    }

    @Config("millrace.splits-per-shard")
    @ConfigDescription("How many splits read a shard at most, each a range of its records")
    public MillraceConfig setSplitsPerShard(int splitsPerShard) {
        this.splitsPerShard = splitsPerShard;
        return this;
    }

    @AssertTrue(message = "millrace.access-key and millrace.secret-key go together")
    public boolean isKeyWhole() {
        return accessKey.isPresent() == secretKey.isPresent();
    }
}
