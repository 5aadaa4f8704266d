package io.millrace.firehose.operation;

import io.millrace.frontdoor.ApiException;
import io.millrace.frontdoor.ErrorCode;

/** Every error in the Firehose API that this service answers with. */
enum FirehoseError implements ErrorCode {
    INVALID_ARGUMENT("InvalidArgumentException", 400),
    LIMIT_EXCEEDED("LimitExceededException", 400),
    RESOURCE_IN_USE("ResourceInUseException", 400),
    RESOURCE_NOT_FOUND("ResourceNotFoundException", 400),
    SERVICE_UNAVAILABLE("ServiceUnavailableException", 503),
    UNKNOWN_OPERATION("UnknownOperationException", 400);

    private final String wireName;
    private final int httpStatus;

    FirehoseError(String wireName, int httpStatus) {
        this.wireName = wireName;
        this.httpStatus = httpStatus;
    }

    static ApiException unsupported(String what) {
        return INVALID_ARGUMENT.because(what + " is not supported.");
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
