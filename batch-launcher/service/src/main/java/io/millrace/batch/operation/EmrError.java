package io.millrace.batch.operation;

import io.millrace.frontdoor.ErrorCode;

/** Every error in the EMR API that this service answers with. */
enum EmrError implements ErrorCode {
    /** What operations on job flows, the API's older half, answer. */
    VALIDATION("ValidationException", 400),
    /** What operations on clusters and steps answer. */
    INVALID_REQUEST("InvalidRequestException", 400);

    static final String NOT_MODIFIABLE =
            "A job flow that is shutting down, terminated, or finished may not be modified.";

    private final String wireName;
    private final int httpStatus;

    EmrError(String wireName, int httpStatus) {
        this.wireName = wireName;
        this.httpStatus = httpStatus;
    }

    @Override
    public String wireName() {
        return wireName;
    }

    @Override
    public int httpStatus() {
        return httpStatus;
    }
}
