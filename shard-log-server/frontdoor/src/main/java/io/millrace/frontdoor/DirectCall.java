package io.millrace.frontdoor;

/** A request that a {@link DirectOperation} has read. */
@FunctionalInterface
public interface DirectCall {
    /**
     * Does what is asked; called once, on a virtual thread, after the caller has been authenticated. Throws {@link
     * ApiException} for the caller's fault.
     */
    DirectAnswer run();
}
