package io.millrace.flink.source.split;

/** What to do when the stream no longer holds the records that come next. */
public enum ExpiredPosition {
    /** Fail the job: records were lost, somebody must know. */
    FAIL,
    /** Log the loss and go on with the oldest record that is left. */
    TRIM_HORIZON;

    /** Ends the message of such a failure. */
    public static final String ADVICE =
            ": raise the stream's retention, or set 'scan.expired-position' = 'trim-horizon' to go on without them";
}
