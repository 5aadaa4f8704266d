package io.millrace.frontdoor;

/** The errors that every AWS API has, whatever its model says. */
enum CommonError implements ErrorCode {
    UNKNOWN_OPERATION("UnknownOperationException", 400),
    SERIALIZATION("SerializationException", 400),
    VALIDATION("ValidationException", 400),
    MISSING_AUTHENTICATION_TOKEN("MissingAuthenticationTokenException", 400),
    INCOMPLETE_SIGNATURE("IncompleteSignatureException", 400),
    UNRECOGNIZED_CLIENT("UnrecognizedClientException", 400),
    INVALID_SIGNATURE("InvalidSignatureException", 400),
    ACCESS_DENIED("AccessDeniedException", 400),
    EXPIRED_TOKEN("ExpiredTokenException", 400),
    THROTTLING("ThrottlingException", 400),
    SERVICE_UNAVAILABLE("ServiceUnavailableException", 503),
    INTERNAL_FAILURE("InternalFailure", 500);

    private final String wireName;
    private final int httpStatus;

    CommonError(String wireName, int httpStatus) {
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
