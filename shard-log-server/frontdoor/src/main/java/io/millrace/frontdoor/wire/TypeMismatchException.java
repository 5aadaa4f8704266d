package io.millrace.frontdoor.wire;

/** Leaves the reader at the first value of a wrong type; never leaves the package. */
final class TypeMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TypeMismatchException(String message) {
        super(message, null, false, false);
    }
}
