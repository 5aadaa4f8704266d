package io.millrace.frontdoor.auth;

import java.io.IOException;
import java.time.InstantSource;

/** Lets callers in or not; safe for any thread. */
@FunctionalInterface
public interface Authenticator {
    /**
     * Returns if the caller may come in.
     *
     * @param service the name that the request's signature must be scoped to
     */
    void authenticate(SignedRequest request, String service) throws AuthenticationException;

    /**
     * Reads the credentials now.
     *
     * @param region the one that signatures must be scoped to
     * @throws IOException if the credentials file cannot be read
     * @throws IllegalArgumentException naming the line, if the file makes no sense
     */
    static Authenticator of(Authentication authentication, String region, InstantSource clock) throws IOException {
        return switch (authentication) {
            case Authentication.None none -> (request, service) -> {};
            case Authentication.SigV4 signed ->
                new SignatureVerifier(
                        CredentialsFile.read(signed.credentialsFile()).with(signed.own()), region, clock);
        };
    }
}
