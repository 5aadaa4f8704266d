package io.millrace.keys.operation;

import io.millrace.frontdoor.ErrorCode;

/** Every error in the KMS API that this service answers with. */
enum KmsError implements ErrorCode {
    ACCESS_DENIED("AccessDeniedException"),
    ALREADY_EXISTS("AlreadyExistsException"),
    DISABLED("DisabledException"),
    DRY_RUN_OPERATION("DryRunOperationException"),
    INCORRECT_KEY("IncorrectKeyException"),
    INVALID_ALIAS_NAME("InvalidAliasNameException"),
    INVALID_CIPHERTEXT("InvalidCiphertextException"),
    INVALID_GRANT_TOKEN("InvalidGrantTokenException"),
    INVALID_KEY_USAGE("InvalidKeyUsageException"),
    INVALID_MARKER("InvalidMarkerException"),
    KMS_INVALID_STATE("KMSInvalidStateException"),
    LIMIT_EXCEEDED("LimitExceededException"),
    NOT_FOUND("NotFoundException"),
    UNSUPPORTED_OPERATION("UnsupportedOperationException"),
    VALIDATION("ValidationException");

    private final String wireName;

    KmsError(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }

    @Override
    public int httpStatus() {
        return 400;
    }
}
