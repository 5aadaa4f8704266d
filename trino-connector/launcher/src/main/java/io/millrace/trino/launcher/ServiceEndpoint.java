package io.millrace.trino.launcher;

import java.net.URI;
import java.util.Optional;

/**
 * Where an AWS-style API answers.
 *
 * @param accessKey empty if requests need no signature
 */
public record ServiceEndpoint(URI uri, String region, Optional<AccessKey> accessKey) {
    public ServiceEndpoint {
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("not an endpoint: " + uri);
        }
        if (region.isBlank()) {
            throw new IllegalArgumentException("an endpoint needs a region: " + uri);
        }
    }
}
