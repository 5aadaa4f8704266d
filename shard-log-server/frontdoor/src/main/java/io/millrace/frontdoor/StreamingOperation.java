package io.millrace.frontdoor;

import software.amazon.awssdk.core.SdkPojo;

/**
 * An operation that goes on answering: its answer is a stream of events, of content type
 * {@code application/vnd.amazon.eventstream}, in which each event is in the request's format.
 */
public interface StreamingOperation<I extends SdkPojo, O extends SdkPojo> extends Operation<I, O> {
    /**
     * What is to be sent; throws {@link ApiException} for the caller's fault, which is answered as any operation's is, for
     * nothing has been sent by then.
     */
    EventSource open(I input);

    /** Is never called: there is no answer but its events. */
    @Override
    default O handle(I input) {
        throw new IllegalStateException(name() + " answers with events");
    }
}
