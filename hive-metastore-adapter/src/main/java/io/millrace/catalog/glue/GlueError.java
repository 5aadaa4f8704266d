package io.millrace.catalog.glue;

import io.millrace.frontdoor.ErrorCode;

/** Every error of the Glue API that this catalog answers with. */
public enum GlueError implements ErrorCode {
    ALREADY_EXISTS("AlreadyExistsException"),
    CONCURRENT_MODIFICATION("ConcurrentModificationException"),
    ENTITY_NOT_FOUND("EntityNotFoundException"),
    INVALID_INPUT("InvalidInputException"),
    OPERATION_NOT_SUPPORTED("OperationNotSupportedException");

    private final String wireName;

    GlueError(String wireName) {
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
