package io.millrace.server.testing.simulation;

/** An invariant does not hold. */
final class InvariantViolation extends AssertionError {
    private static final long serialVersionUID = 1L;

    InvariantViolation(Invariant invariant, String what) {
        super(invariant + ": " + what);
    }
}
