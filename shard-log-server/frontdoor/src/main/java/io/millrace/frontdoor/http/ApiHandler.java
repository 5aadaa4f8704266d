package io.millrace.frontdoor.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;

/** Answers a request that has arrived whole; runs on a virtual thread. */
@FunctionalInterface
public interface ApiHandler {
    /** Answers a request whose content is given back, and used again, when this returns. */
    HttpResponse handle(ServiceRequestContext context, AggregatedHttpRequest request);
}
