package io.millrace.frontdoor.auth;

import java.nio.file.Path;
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
     */
    record SigV4(Path credentialsFile, AwsCredentials own) implements Authentication {}
}
