package io.millrace.trino;

import io.millrace.model.StreamName;
import java.util.Optional;

/**
 * Which stream a table reads.
 *
 * @param arn named in calls instead of the name where the catalog has it, so that a stream of another account is found
 */
public record StreamReference(String name, Optional<String> arn) {
    private static final String ARN_RESOURCE = ":stream/";

    public StreamReference {
        // A catalog may say anything: a bad name must not travel into calls.
        new StreamName(name);
    }

    /** Throws {@link IllegalArgumentException} if it is not the ARN of a stream. */
    static StreamReference ofArn(String arn) {
        int resource = arn.indexOf(ARN_RESOURCE);
        if (resource < 0) {
            throw new IllegalArgumentException("not the ARN of a stream: " + arn);
        }
        return new StreamReference(arn.substring(resource + ARN_RESOURCE.length()), Optional.of(arn));
    }
}
