package io.millrace.keys.keyring;

import java.time.Instant;
import java.util.UUID;

/**
 * Another name of a key.
 *
 * @param name with {@code alias/} before it
 */
public record Alias(String name, UUID key, Instant created, Instant updated) {
    /** What stands before every alias. */
    public static final String PREFIX = "alias/";
    /** What stands before the aliases of keys that services ask for. */
    public static final String SERVICE_PREFIX = "alias/aws/";

    public Alias {
        if (!name.startsWith(PREFIX)) {
            throw new IllegalArgumentException("not an alias: " + name);
        }
    }
}
