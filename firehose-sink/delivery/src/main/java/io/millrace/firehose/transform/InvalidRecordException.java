package io.millrace.firehose.transform;

/** A record does not fit where it is to be stored. Its message may hold names of columns, and never the record's values. */
public final class InvalidRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    InvalidRecordException(String code, String message) {
        super(message);
        this.code = code;
    }

    /** As in {@code errorCode} of AWS's error JSON. */
    public String code() {
        return code;
    }
}
