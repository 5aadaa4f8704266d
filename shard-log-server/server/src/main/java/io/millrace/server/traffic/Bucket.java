package io.millrace.server.traffic;

/**
 * Fills at a steady rate up to what one second brings, and is taken from. For one thread at a time.
 *
 * <p>Times are those of {@link System#nanoTime}.
 */
final class Bucket {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double perSecond;
    private double left;
    private long filledAt;

    Bucket(double perSecond, long now) {
        this.perSecond = perSecond;
        this.left = perSecond;
        this.filledAt = now;
    }

    /** Fills it with what the time since the last call has brought. */
    void fill(long now) {
        long nanos = now - filledAt;
        if (nanos > 0) {
            left = Math.min(perSecond, left + nanos * perSecond / NANOS_PER_SECOND);
            filledAt = now;
        }
    }

    /** Whether so much can be taken; what is more than it ever holds can be if it is full. */
    boolean holds(double amount) {
        return left >= Math.min(amount, perSecond);
    }

    /** Whether nothing is owed. */
    boolean isPaid() {
        return left > 0;
    }

    void take(double amount) {
        left -= amount;
    }

    /** Takes it after the fact: what is more than it ever holds is paid for from the first byte on. */
    void charge(double amount) {
        left = amount > perSecond ? -amount : left - amount;
    }
}
