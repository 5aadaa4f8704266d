package io.millrace.frontdoor;

/** The events that answer one request. */
public interface EventSource {
    /**
     * Sends events until there are no more, or the caller is gone; what it throws ends the stream, an
     * {@link ApiException} by telling the caller. Called once, on a virtual thread of its own, which may block.
     */
    void run(EventSink sink);

    /** Has {@link #run} return soon, so that the caller sees its stream end as it should. Any thread; never blocks. */
    void end();
}
