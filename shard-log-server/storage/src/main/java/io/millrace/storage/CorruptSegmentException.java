package io.millrace.storage;

import java.io.IOException;

/** Acknowledged bytes no longer verify. Never repaired silently. */
public final class CorruptSegmentException extends IOException {
    private static final long serialVersionUID = 1L;

    CorruptSegmentException(String file, long position, String what) {
        super("%s is damaged at %d: %s".formatted(file, position, what));
    }
}
