package io.millrace.frontdoor.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;

/**
 * Lets pages of every origin call, as AWS does: what protects a resource is the signature. Where none is asked for, no page
 * may be let in, or every one that a person on this machine opens could call.
 */
public final class CrossOrigin {
    private static final int SECONDS_MAX = 172_800;
    private static final String EXPOSED =
            "x-amzn-RequestId,x-amzn-ErrorType,x-amz-request-id,x-amz-id-2,x-amzn-ErrorMessage,Date";

    private CrossOrigin() {}

    /** Whether a page asks. */
    public static boolean isAsked(RequestHeaders headers) {
        return headers.contains(HttpHeaderNames.ORIGIN);
    }

    /** Whether it asks before it calls. */
    public static boolean isPreflight(RequestHeaders headers) {
        return headers.method() == HttpMethod.OPTIONS && isAsked(headers);
    }

    /** Has the answer, whatever it will be, shown to the page. */
    public static void allow(ServiceRequestContext context) {
        context.setAdditionalResponseHeader(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        context.setAdditionalResponseHeader(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }

    /** Lets the page call as it asks to. */
    public static AggregatedHttpResponse preflight(RequestHeaders request) {
        ResponseHeadersBuilder headers = ResponseHeaders.builder(HttpStatus.OK)
                .setInt(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, SECONDS_MAX)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, 0);
        String asked = request.get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS);
        if (asked != null) {
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, asked);
        }
        String method = request.get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
        if (method != null) {
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, method);
        }
        return AggregatedHttpResponse.of(headers.build());
    }
}
