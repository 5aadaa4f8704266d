package io.millrace.frontdoor.auth;

import java.nio.file.Path;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** How callers prove who they are. */
public sealed interface Authentication {
    /** Not at all: whoever reaches the door comes in. For loopback addresses only. */
    record None() implements Authentication {}

    /**
     * By AWS's Signature Version 4.
     *
     * @param credentialsFile in the format of AWS's shared credentials file
     * @param own what this process signs with when its services call each other
     * @param policiesFile what users may do; everybody may do everything without it
     */
    record SigV4(Path credentialsFile, AwsCredentials own, Optional<Path> policiesFile) implements Authentication {
        /** Where everybody who has proven who it is may do everything. */
        public SigV4(Path credentialsFile, AwsCredentials own) {
            this(credentialsFile, own, Optional.empty());
        }
    }
}
