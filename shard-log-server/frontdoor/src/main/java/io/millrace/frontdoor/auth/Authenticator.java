package io.millrace.frontdoor.auth;

import io.millrace.frontdoor.watch.WatchedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** Lets callers in or not; safe for any thread. */
public interface Authenticator {
    /**
     * Returns who the caller is, if it may come in.
     *
     * @param service the name that the request's signature must be scoped to
     */
    Identity authenticate(SignedRequest request, String service) throws AuthenticationException;

    /** Whether a caller has to prove who it is. */
    default boolean verifies() {
        return true;
    }

    /** Takes everybody for the owner of the process. */
    record Everybody() implements Authenticator {
        @Override
        public Identity authenticate(SignedRequest request, String service) {
            return Identity.OWN;
        }

        @Override
        public boolean verifies() {
            return false;
        }
    }

    /**
     * Reads the credentials now, and again whenever their file has changed.
     *
     * @param region the one that signatures must be scoped to
     * @throws IOException if the credentials file cannot be read
     * @throws IllegalArgumentException naming the line, if the file makes no sense
     */
    static Authenticator of(Authentication authentication, String region, InstantSource clock) throws IOException {
        return switch (authentication) {
            case Authentication.None none -> new Everybody();
            case Authentication.SigV4 signed -> new SignatureVerifier(credentials(signed)::current, region, clock);
        };
    }

    private static WatchedFiles<Credentials> credentials(Authentication.SigV4 signed) throws IOException {
        Path file = signed.credentialsFile();
        return new WatchedFiles<>(
                List.of(file), () -> CredentialsFile.read(file).with(signed.own()));
    }
}
