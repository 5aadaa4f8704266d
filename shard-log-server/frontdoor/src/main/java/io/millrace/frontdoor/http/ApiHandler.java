package io.millrace.frontdoor.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;

/** Answers a request that has arrived whole; runs on a virtual thread. */
@FunctionalInterface
public interface ApiHandler {
    HttpResponse handle(ServiceRequestContext context, AggregatedHttpRequest request);
}
