package io.millrace.frontdoor.http;

import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Knows the requests under way, and sees the callers off: once it has begun, each answer tells its caller to go on over
 * another connection, so that callers who keep calling are not cut off in the middle of a request. Any thread.
 */
final class Farewell {
    /** As long without a request means that whoever calls all the time has been told. */
    private static final Duration QUIET = Duration.ofMillis(100);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean begun;

    /** Of {@link System#nanoTime}, since the farewell began. */
    private volatile long lastRequest;

    /** The service, with its requests known from their headers until their answers have left. */
    HttpService before(HttpService service) {
        return (context, request) -> {
            arrived(context);
            return service.serve(context, request);
        };
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for them, and they do not fail
    private void arrived(ServiceRequestContext context) {
        underWay.incrementAndGet();
        context.log().whenComplete().thenRun(underWay::decrementAndGet);
        if (begun) {
            lastRequest = System.nanoTime();
            context.initiateConnectionShutdown(QUIET);
        }
    }

    /** Returns when no request is under way or has come for a moment, or after the time given. */
    void say(Duration longest) {
        long start = System.nanoTime();
        lastRequest = start;
        begun = true;
        while (System.nanoTime() - start < longest.toNanos() && !isQuiet()) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private boolean isQuiet() {
        return underWay.get() == 0 && System.nanoTime() - lastRequest > QUIET.toNanos();
    }
}
