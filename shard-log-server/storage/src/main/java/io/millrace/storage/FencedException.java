package io.millrace.storage;

import java.io.IOException;

/** The writer has failed or another was opened; nothing it held unacknowledged will be acknowledged. */
public final class FencedException extends IOException {
    private static final long serialVersionUID = 1L;

    public FencedException(String message) {
        super(message);
    }
}
