package io.millrace.frontdoor.auth;

import io.millrace.frontdoor.watch.WatchedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** Lets callers in or not; safe for any thread. */
@FunctionalInterface
public interface Authenticator {
    /**
     * Returns who the caller is, if it may come in.
     *
     * @param service the name that the request's signature must be scoped to
     */
    Identity authenticate(SignedRequest request, String service) throws AuthenticationException;

    /**
     * Reads the credentials now, and again whenever their file has changed.
     *
     * @param region the one that signatures must be scoped to
     * @throws IOException if the credentials file cannot be read
     * @throws IllegalArgumentException naming the line, if the file makes no sense
     */
    static Authenticator of(Authentication authentication, String region, InstantSource clock) throws IOException {
        return switch (authentication) {
            case Authentication.None none -> (request, service) -> Identity.OWN;
            case Authentication.SigV4 signed -> new SignatureVerifier(credentials(signed)::current, region, clock);
        };
    }

    private static WatchedFiles<Credentials> credentials(Authentication.SigV4 signed) throws IOException {
        Path file = signed.credentialsFile();
        return new WatchedFiles<>(
                List.of(file), () -> CredentialsFile.read(file).with(signed.own()));
    }
}
