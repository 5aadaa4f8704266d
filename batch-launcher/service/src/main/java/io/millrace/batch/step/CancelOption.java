package io.millrace.batch.step;

/** How a running step is asked to stop. */
public enum CancelOption {
    SEND_INTERRUPT,
    TERMINATE_PROCESS
}
