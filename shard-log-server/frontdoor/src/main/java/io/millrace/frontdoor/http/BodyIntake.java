package io.millrace.frontdoor.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.AggregationOptions;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.PreferHeapByteBufAllocator;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Takes requests in as far as there is room for their bodies, and as long as these keep arriving. Who finds no room is told
 * so at once, and what it still sends is thrown away as it comes: memory is bounded whatever callers do.
 */
final class BodyIntake {
    /** Bodies of records are too large to be made and thrown away: they are gathered in arrays that are used again. */
    private static final AggregationOptions IN_ONE_ARRAY =
            AggregationOptions.usePooledObjects(new PreferHeapByteBufAllocator(PooledByteBufAllocator.DEFAULT));

    private final Limits limits;
    private final Executor operations;
    private final BodyBudget budget;

    /** @param operations what requests that have arrived whole run on */
    BodyIntake(Limits limits, Executor operations, MeterRegistry meters) {
        this.limits = limits;
        this.operations = operations;
        this.budget = new BodyBudget(limits.bodiesBytes(), limits.bodyBytes());
        Gauge.builder("request_bodies_left_bytes", budget, BodyBudget::left).register(meters);
    }

    /** The API: a body's room is given back when its request has been answered. */
    HttpService before(ApiHandler api) {
        return (context, request) -> {
            Optional<BodyBudget.Room> room = budget.take(request);
            return room.isPresent() ? serve(api, context, request, room.get()) : api.refuse(request.headers());
        };
    }

    /** A service that takes its bodies itself: their room is given back when the caller has the whole answer. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it, and it does not fail
    HttpService before(HttpService service) {
        return (context, request) -> {
            Optional<BodyBudget.Room> room = budget.take(request);
            if (room.isEmpty()) {
                return XmlAnswers.empty(HttpStatus.SERVICE_UNAVAILABLE, "ServiceUnavailableException")
                        .toHttpResponse();
            }
            context.log().whenComplete().thenRun(room.get()::giveBack);
            return service.serve(context, request);
        };
    }

    private HttpResponse serve(
            ApiHandler api, ServiceRequestContext context, HttpRequest request, BodyBudget.Room room) {
        context.setRequestTimeout(TimeoutMode.SET_FROM_START, limits.bodyTimeout());
        return HttpResponse.of(request.aggregate(IN_ONE_ARRAY)
                .thenApply(whole -> {
                    room.shrinkTo(whole.content().length());
                    context.setRequestTimeout(TimeoutMode.SET_FROM_START, limits.requestTimeout());
                    return whole;
                })
                .thenApplyAsync(whole -> answer(api, context, whole), operations)
                .whenComplete((answer, failure) -> room.giveBack()));
    }

    private static HttpResponse answer(ApiHandler api, ServiceRequestContext context, AggregatedHttpRequest whole) {
        try {
            return api.handle(context, whole);
        } finally {
            whole.content().close();
        }
    }
}
