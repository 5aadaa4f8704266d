package io.millrace.frontdoor.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;

/** What AWS answers to requests that name no operation; it gives these answers no content type. */
public final class XmlAnswers {
    private XmlAnswers() {}

    /** No operation is named, or not by {@code POST}. */
    public static AggregatedHttpResponse accessDenied() {
        return answer(HttpStatus.FORBIDDEN, "AccessDeniedException", """
                <AccessDeniedException>
                  <Message>Unable to determine service/operation name to be authorized</Message>
                </AccessDeniedException>
                """);
    }

    /** The content type, or the path, is none that is served. */
    public static AggregatedHttpResponse unknownOperation() {
        return empty(HttpStatus.NOT_FOUND, "UnknownOperationException");
    }

    static AggregatedHttpResponse empty(HttpStatus status, String code) {
        return answer(status, code, "<" + code + "/>\n");
    }

    private static AggregatedHttpResponse answer(HttpStatus status, String code, String body) {
        ResponseHeadersBuilder headers = ResponseHeaders.builder(status).set("x-amzn-ErrorType", code);
        return AggregatedHttpResponse.of(headers.build(), HttpData.ofUtf8(body));
    }
}
