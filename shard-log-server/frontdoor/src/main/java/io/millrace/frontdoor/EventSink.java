package io.millrace.frontdoor;

import java.time.Duration;
import software.amazon.awssdk.core.SdkPojo;

/** Where the events of one answer go. For one thread at a time. */
public interface EventSink {
    /**
     * An event as it is sent; the caller's.
     *
     * @param type the name of the member of the API's event stream
     */
    byte[] encode(String type, SdkPojo event);

    /**
     * Sends what {@link #encode} made, and waits until the connection has taken it: a caller who is slow to take events
     * holds up its own, and no more than one of them is in memory.
     *
     * @param patience how long that may take; then the stream is broken off
     * @return whether the caller may have it, and there is a stream to go on with
     */
    boolean send(byte[] message, Duration patience);

    /** Whether the stream has ended, because the caller wanted it or cannot be reached. */
    boolean isClosed();
}
