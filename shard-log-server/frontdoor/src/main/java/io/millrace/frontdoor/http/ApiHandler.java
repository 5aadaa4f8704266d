package io.millrace.frontdoor.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;

/** Answers the requests of the API. */
public interface ApiHandler {
    /**
     * Answers a request that has arrived whole; runs on a virtual thread. Its content is given back, and used again, when
     * this returns.
     */
    HttpResponse handle(ServiceRequestContext context, AggregatedHttpRequest request);

    /** Answers a request whose body there is no room for; must not block. */
    HttpResponse refuse(RequestHeaders headers);
}
