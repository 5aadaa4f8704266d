package io.millrace.trino.launcher;

import java.io.IOException;

/** The server did not come up; the message ends with what it logged last. */
public final class TrinoStartException extends IOException {
    private static final long serialVersionUID = 1L;

    TrinoStartException(String message) {
        super(message);
    }
}
