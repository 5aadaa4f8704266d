package io.millrace.flink.table;

import io.millrace.flink.proxy.ClientSettings;
import io.millrace.flink.proxy.Credentials;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.jspecify.annotations.Nullable;

/** Reads how to reach the services from the options that tables and catalogs share. */
public final class ClientOptions {
    private static final String REGION_DEFAULT = "us-east-1";
    private static final String ARN_PREFIX = "arn:";
    private static final int ARN_REGION = 3;

    private ClientOptions() {}

    /** {@code stream} may be null; an ARN tells the region. Throws {@link ValidationException}. */
    public static ClientSettings read(ReadableConfig options, @Nullable String stream) {
        String region = options.getOptional(MillraceOptions.REGION).orElseGet(() -> regionOf(stream));
        try {
            return new ClientSettings(endpoint(options), region, credentials(options));
        } catch (IllegalArgumentException e) {
            throw new ValidationException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String regionOf(@Nullable String stream) {
        if (stream == null || !stream.startsWith(ARN_PREFIX)) {
            return REGION_DEFAULT;
        }
        String[] parts = stream.split(":", -1);
        return parts.length > ARN_REGION && !parts[ARN_REGION].isBlank() ? parts[ARN_REGION] : REGION_DEFAULT;
    }

    private static @Nullable URI endpoint(ReadableConfig options) {
        String endpoint = options.get(MillraceOptions.ENDPOINT);
        if (endpoint == null) {
            return null;
        }
        try {
            return new URI(endpoint);
        } catch (URISyntaxException e) {
            throw new ValidationException("'aws.endpoint' is not a URL: " + endpoint, e);
        }
    }

    private static @Nullable Credentials credentials(ReadableConfig options) {
        String accessKeyId = options.get(MillraceOptions.ACCESS_KEY_ID);
        String secretKey = options.get(MillraceOptions.SECRET_KEY);
        if (accessKeyId == null && secretKey == null) {
            return null;
        }
        if (accessKeyId == null || secretKey == null) {
            throw new ValidationException("'%s' and '%s' belong together"
                    .formatted(MillraceOptions.ACCESS_KEY_ID.key(), MillraceOptions.SECRET_KEY.key()));
        }
        return new Credentials(accessKeyId, secretKey);
    }
}
