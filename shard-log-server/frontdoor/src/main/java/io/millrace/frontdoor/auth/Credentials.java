package io.millrace.frontdoor.auth;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** Who is known, by access key. */
final class Credentials {
    private final Map<String, Entry> entries;

    /** Throws {@link IllegalArgumentException} if two entries have one access key. */
    Credentials(Iterable<Entry> entries) {
        Map<String, Entry> byAccessKey = new HashMap<>();
        for (Entry entry : entries) {
            if (byAccessKey.put(entry.accessKey(), entry) != null) {
                throw new IllegalArgumentException("two credentials have the access key " + entry.accessKey());
            }
        }
        this.entries = Map.copyOf(byAccessKey);
    }

    /**
     * A secret is for comparison; nothing prints it.
     *
     * @param user whose it is; empty for the process's own
     */
    record Entry(
            String user, String accessKey, String secret, Optional<String> sessionToken, Optional<Instant> expiration) {
        @Override
        public String toString() {
            return "credentials of " + accessKey;
        }
    }

    Optional<Entry> find(String accessKey) {
        return Optional.ofNullable(entries.get(accessKey));
    }

    /** These, and one more. */
    Credentials with(AwsCredentials own) {
        Map<String, Entry> more = new HashMap<>(entries);
        Optional<String> token =
                own instanceof AwsSessionCredentials session ? Optional.of(session.sessionToken()) : Optional.empty();
        more.put(
                own.accessKeyId(),
                new Entry("", own.accessKeyId(), own.secretAccessKey(), token, own.expirationTime()));
        return new Credentials(more.values());
    }
}
