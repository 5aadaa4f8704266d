package io.millrace.frontdoor;

import com.linecorp.armeria.common.HttpData;
import java.util.List;

/** A request that a {@link DirectOperation} has read. */
@FunctionalInterface
public interface DirectCall {
    /**
     * Does what is asked; called once, on a virtual thread, after the caller has been authenticated.
     *
     * @return the answer's body, in the request's format and in pieces, which the door releases; throws {@link ApiException} for the caller's
     *     fault
     */
    List<HttpData> run();
}
