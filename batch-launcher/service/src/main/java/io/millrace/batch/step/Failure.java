package io.millrace.batch.step;

/**
 * Why a step failed.
 *
 * @param reason the kind of failure, in a few words
 * @param message the root cause as the engine said it; at most {@link #MESSAGE_CHARACTERS_MAX} characters
 * @param logFile where to read on; empty if nothing was logged
 */
public record Failure(String reason, String message, String logFile) {
    public static final int MESSAGE_CHARACTERS_MAX = 2_000;

    public Failure {
        message = message.substring(0, Math.min(message.length(), MESSAGE_CHARACTERS_MAX));
    }
}
