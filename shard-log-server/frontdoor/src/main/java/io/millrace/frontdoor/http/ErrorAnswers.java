package io.millrace.frontdoor.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers to requests that broke off before, or outside, any operation. */
final class ErrorAnswers implements ServerErrorHandler {
    private static final Logger logger = LoggerFactory.getLogger(ErrorAnswers.class);

    @Override
    public HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
        return answer(context, cause).toHttpResponse();
    }

    private static AggregatedHttpResponse answer(ServiceRequestContext context, Throwable cause) {
        if (cause instanceof ContentTooLargeException) {
            return of(HttpStatus.REQUEST_ENTITY_TOO_LARGE);
        }
        if (cause instanceof RequestTimeoutException) {
            boolean received = context.log().isAvailable(RequestLogProperty.REQUEST_END_TIME);
            return of(received ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.REQUEST_TIMEOUT);
        }
        if (cause instanceof HttpStatusException status && !status.httpStatus().isServerError()) {
            return of(status.httpStatus());
        }
        if (Exceptions.isStreamCancelling(cause) || Exceptions.isExpected(cause)) {
            // The caller hung up: nobody reads this.
            return of(HttpStatus.BAD_REQUEST);
        }
        logger.error("request {} failed", RequestIds.of(context), cause);
        return of(HttpStatus.INTERNAL_SERVER_ERROR);
    }

    @Override
    public AggregatedHttpResponse onProtocolViolation(
            ServiceConfig config,
            @Nullable RequestHeaders headers,
            HttpStatus status,
            @Nullable String description,
            @Nullable Throwable cause) {
        // What Armeria trips over here, such as a method that it does not know, is the caller's doing all the same.
        return withIds(of(status.isServerError() ? HttpStatus.BAD_REQUEST : status));
    }

    @Override
    public AggregatedHttpResponse renderStatus(
            @Nullable ServiceRequestContext context,
            ServiceConfig config,
            @Nullable RequestHeaders headers,
            HttpStatus status,
            @Nullable String description,
            @Nullable Throwable cause) {
        return context == null ? withIds(of(status)) : of(status);
    }

    private static AggregatedHttpResponse of(HttpStatus status) {
        return XmlAnswers.empty(status, code(status));
    }

    private static String code(HttpStatus status) {
        return switch (status.code()) {
            case 404 -> "UnknownOperationException";
            case 405 -> "AccessDeniedException";
            case 408 -> "RequestTimeoutException";
            case 413 -> "RequestEntityTooLargeException";
            case 431 -> "RequestHeaderFieldsTooLargeException";
            case 503 -> "ServiceUnavailableException";
            default -> status.isServerError() ? "InternalFailure" : "MalformedHttpRequestException";
        };
    }

    private static AggregatedHttpResponse withIds(AggregatedHttpResponse answer) {
        ResponseHeadersBuilder headers = answer.headers().toBuilder();
        RequestIds.add(headers);
        ResponseHeaders built = headers.build();
        return AggregatedHttpResponse.of(built, answer.content());
    }
}
