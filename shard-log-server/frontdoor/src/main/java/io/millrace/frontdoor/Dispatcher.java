package io.millrace.frontdoor;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.frontdoor.auth.AuthenticationException;
import io.millrace.frontdoor.auth.Identity;
import io.millrace.frontdoor.http.ApiHandler;
import io.millrace.frontdoor.http.CrossOrigin;
import io.millrace.frontdoor.http.RequestIds;
import io.millrace.frontdoor.http.XmlAnswers;
import io.millrace.frontdoor.wire.Codec;
import io.millrace.frontdoor.wire.MalformedBodyException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Takes a request to its operation, judging it in the order in which AWS does: method, content type, parse, operation,
 * authentication, access, types, constraints. What an operation is about, it says itself; logging and metrics are here, once.
 */
final class Dispatcher implements ApiHandler {
    private static final Logger logger = LoggerFactory.getLogger(Dispatcher.class);
    private static final String NO_ERROR = "none";
    private static final String TARGET = "x-amz-target";
    private static final String NO_TARGET = "";

    private final Apis apis;
    private final Codecs codecs;
    private final Gate gate;
    private final EventStreams events;
    private final MeterRegistry meters;

    Dispatcher(Apis apis, Codecs codecs, Gate gate, EventStreams events, MeterRegistry meters) {
        this.apis = apis;
        this.codecs = codecs;
        this.gate = gate;
        this.events = events;
        this.meters = meters;
    }

    @Override
    public HttpResponse handle(ServiceRequestContext context, AggregatedHttpRequest request) {
        if (gate.verifies() && CrossOrigin.isAsked(request.headers())) {
            CrossOrigin.allow(context);
            if (CrossOrigin.isPreflight(request.headers())) {
                return CrossOrigin.preflight(request.headers()).toHttpResponse();
            }
        }
        Optional<Codecs.Format> format = codecs.forContentType(request.headers().get(HttpHeaderNames.CONTENT_TYPE));
        if (format.isEmpty() || request.method() != HttpMethod.POST) {
            return namesNoOperation(request.headers()).toHttpResponse();
        }
        long start = System.nanoTime();
        Apis.Target found = apis.find(request.headers().get(TARGET, NO_TARGET));
        Answer answer = answer(context, request, found, format.get());
        record(found, answer.error(), System.nanoTime() - start);
        return answer.response();
    }

    @Override
    public HttpResponse refuse(RequestHeaders headers) {
        Optional<Codecs.Format> format = codecs.forContentType(headers.get(HttpHeaderNames.CONTENT_TYPE));
        if (format.isEmpty() || headers.method() != HttpMethod.POST) {
            return namesNoOperation(headers).toHttpResponse();
        }
        Answer answer = failure(format.get(), CommonError.THROTTLING, "Rate exceeded");
        record(apis.find(headers.get(TARGET, NO_TARGET)), answer.error(), 0);
        return answer.response();
    }

    /** What a request is told that is not a {@code POST}, or not in a format that is spoken. */
    private static AggregatedHttpResponse namesNoOperation(RequestHeaders headers) {
        boolean named = headers.method() == HttpMethod.POST && headers.contains(TARGET);
        return named ? XmlAnswers.unknownOperation() : XmlAnswers.accessDenied();
    }

    private Answer answer(
            ServiceRequestContext context, AggregatedHttpRequest request, Apis.Target target, Codecs.Format format) {
        try {
            return switch (run(context, request, target, format)) {
                case DirectAnswer whole -> {
                    runWhenSent(context, whole);
                    yield Answer.of(format, HttpStatus.OK, NO_ERROR, whole.body());
                }
                case Reply.Events more ->
                    new Answer(NO_ERROR, events.start(context, new EventMessages(format), more.source()));
            };
        } catch (MalformedBodyException e) {
            return failure(format, CommonError.SERIALIZATION, null);
        } catch (AuthenticationException e) {
            return failure(format, Gate.error(e.refusal()), e.getMessage());
        } catch (ApiException e) {
            return failure(format, e.code(), e.getMessage());
        } catch (Exception | StackOverflowError | OutOfMemoryError e) {
            logger.error("request {} failed", RequestIds.of(context), e);
            return failure(format, CommonError.INTERNAL_FAILURE, null);
        }
    }

    /** A response is complete when its last byte is with the caller, or when it is known that it will never be. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it, and it does not fail
    private static void runWhenSent(ServiceRequestContext context, DirectAnswer answer) {
        context.log().whenComplete().thenRun(answer.whenSent());
    }

    private Reply run(
            ServiceRequestContext context, AggregatedHttpRequest request, Apis.Target target, Codecs.Format format)
            throws MalformedBodyException, AuthenticationException {
        RequestBody body = RequestBody.of(request);
        Codec codec = format.codec();
        return switch (target) {
            case Apis.Target.Unknown unknown -> {
                if (body.length() > 0) {
                    codec.check(body.toBytes());
                }
                throw CommonError.UNKNOWN_OPERATION.because("");
            }
            case Apis.Target.Unbuilt unbuilt -> {
                codec.check(body.toBytes());
                gate.pass(context, request, body, unbuilt.api().signingName());
                throw unbuilt.api()
                        .unsupported()
                        .because("Operation %s is not supported.".formatted(unbuilt.operation()));
            }
            case Apis.Target.Built built -> {
                Call call = read(built.bound(), format, body);
                Identity identity =
                        gate.pass(context, request, body, built.api().signingName());
                gate.permissions().check(context, identity, built.api(), target.operation(), call.names());
                if (built.bound().operation() instanceof StreamingOperation<?, ?>) {
                    events.checkOpen();
                }
                yield call.run().get();
            }
        };
    }

    /** A request that was read; as {@link DirectCall}, but of any operation. */
    private record Call(Supplier<SdkPojo> names, Supplier<? extends Reply> run) {}

    private static Call read(BoundOperation<?, ?> bound, Codecs.Format format, RequestBody body)
            throws MalformedBodyException {
        if (bound.operation() instanceof DirectOperation<?, ?> direct) {
            Optional<DirectCall> call = direct.read(format.body(), body);
            if (call.isPresent()) {
                return new Call(call.get().names(), call.get().run());
            }
        }
        BoundOperation.Call<?, ?> call = bound.parse(format.codec(), body.toBytes());
        return new Call(call::value, call::run);
    }

    private static Answer failure(Codecs.Format format, ErrorCode code, @Nullable String message) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("__type", code.wireName());
        if (message != null && !message.isEmpty()) {
            // AWS's parser, which refuses bodies, spells it so.
            members.put(code == CommonError.SERIALIZATION ? "Message" : "message", message);
        }
        return Answer.of(
                format,
                HttpStatus.valueOf(code.httpStatus()),
                code.wireName(),
                List.of(HttpData.wrap(format.codec().encode(members))));
    }

    private void record(Apis.Target target, String error, long nanos) {
        meters.timer("operation", "service", target.service(), "operation", target.operation(), "error", error)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** @param error the wire name, or {@link #NO_ERROR} */
    private record Answer(String error, HttpResponse response) {
        static Answer of(Codecs.Format format, HttpStatus status, String error, List<HttpData> body) {
            ResponseHeadersBuilder headers = ResponseHeaders.builder(status);
            headers.set(HttpHeaderNames.CONTENT_TYPE, format.contentType());
            if (!error.equals(NO_ERROR)) {
                headers.set("x-amzn-ErrorType", error);
            }
            headers.contentLength(body.stream().mapToLong(HttpData::length).sum());
            List<HttpObject> parts = new ArrayList<>(body.size() + 1);
            parts.add(headers.build());
            parts.addAll(body);
            return new Answer(error, HttpResponse.of(parts.toArray(new HttpObject[0])));
        }
    }
}
