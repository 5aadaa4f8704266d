package io.millrace.keys.operation;

import static io.millrace.keys.operation.KmsError.INVALID_GRANT_TOKEN;

import java.util.List;

/** Grants are not built, so a token of one names nothing. */
final class GrantTokens {
    private GrantTokens() {}

    static void refuse(List<String> tokens) {
        if (!tokens.isEmpty()) {
            throw INVALID_GRANT_TOKEN.because("The grant token is not valid: this service has no grants.");
        }
    }
}
