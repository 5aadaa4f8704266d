package io.millrace.keys.operation;

import static io.millrace.keys.operation.KmsError.INVALID_ALIAS_NAME;
import static io.millrace.keys.operation.KmsError.VALIDATION;

import io.millrace.keys.keyring.Alias;
import java.util.regex.Pattern;

/** What callers may call a key. */
final class AliasNames {
    private static final Pattern NAME = Pattern.compile("alias/[a-zA-Z0-9/_-]+");

    private AliasNames() {}

    static void check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw VALIDATION.because("Invalid identifier: an alias is alias/ and letters, digits, /, _ or - behind it");
        }
        if (name.startsWith(Alias.SERVICE_PREFIX)) {
            throw INVALID_ALIAS_NAME.because("Aliases that begin with alias/aws/ are those of services.");
        }
    }
}
