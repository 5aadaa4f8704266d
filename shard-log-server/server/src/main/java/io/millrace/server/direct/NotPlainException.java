package io.millrace.server.direct;

/** A body is not of the plain kind that is read directly; says nothing about whether it is right. */
final class NotPlainException extends Exception {
    private static final long serialVersionUID = 1;

    /** Without a trace, for nobody sees it. */
    NotPlainException() {
        super("not plain", null, false, false);
    }
}
