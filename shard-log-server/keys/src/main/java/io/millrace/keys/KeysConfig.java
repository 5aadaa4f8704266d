package io.millrace.keys;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the configuration may say of the key service.
 *
 * @param masterKeyFile {@code master-key-file}: what seals the keyring; beside the keyring unless said otherwise
 * @param keysMax {@code keys-max} of the account; the whole keyring is written with every change
 */
record KeysConfig(Optional<Path> masterKeyFile, int keysMax) {
    static final KeysConfig DEFAULT = new KeysConfig(Optional.empty(), 10_000);

    private static final String MASTER_KEY_FILE = "master-key-file";
    private static final String KEYS_MAX = "keys-max";

    /** Every key that there is. */
    static final Set<String> KEYS = Set.of(MASTER_KEY_FILE, KEYS_MAX);

    KeysConfig {
        if (keysMax < 1) {
            throw new IllegalArgumentException("kms.%s is below 1".formatted(KEYS_MAX));
        }
    }

    /** Throws {@link IllegalArgumentException}, in one line, for a key that is unknown or a value that is wrong. */
    static KeysConfig of(Map<String, String> settings) {
        TreeSet<String> unknown = new TreeSet<>(settings.keySet());
        unknown.removeAll(KEYS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown configuration key: kms." + unknown.first());
        }
        return new KeysConfig(
                Optional.ofNullable(settings.get(MASTER_KEY_FILE))
                        .filter(file -> !file.isEmpty())
                        .map(Path::of),
                keysMax(settings));
    }

    private static int keysMax(Map<String, String> settings) {
        String text = settings.get(KEYS_MAX);
        if (text == null) {
            return DEFAULT.keysMax;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("kms.%s cannot be %s".formatted(KEYS_MAX, text), e);
        }
    }
}
