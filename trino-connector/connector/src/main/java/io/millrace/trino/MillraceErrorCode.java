package io.millrace.trino;

import io.trino.spi.ErrorCode;
import io.trino.spi.ErrorCodeSupplier;
import io.trino.spi.ErrorType;

/** Every error of this connector. */
enum MillraceErrorCode implements ErrorCodeSupplier {
    /** The catalog's table cannot be read: an unknown type, format or a reserved name. */
    MILLRACE_INVALID_TABLE(0, ErrorType.USER_ERROR),
    /** The table's stream is not there. */
    MILLRACE_STREAM_NOT_FOUND(1, ErrorType.EXTERNAL),
    /** The service refused a call, or could not be reached. */
    MILLRACE_SERVICE_ERROR(2, ErrorType.EXTERNAL),
    /** A shard went on answering with nothing although there is more. */
    MILLRACE_SHARD_STALLED(3, ErrorType.EXTERNAL);

    /** Apart from the ranges of the connectors that come with Trino. */
    private static final int FIRST = 0x4D52_0000;

    private final int code;
    private final ErrorType type;

    MillraceErrorCode(int code, ErrorType type) {
        this.code = FIRST + code;
        this.type = type;
    }

    @Override
    public ErrorCode toErrorCode() {
        return new ErrorCode(code, name(), type);
    }
}
