package io.millrace.frontdoor;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.frontdoor.http.RequestIds;
import java.io.Closeable;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answers that go on as streams of events, each on a virtual thread of its own. Any thread. */
final class EventStreams implements Closeable {
    private static final Logger logger = LoggerFactory.getLogger(EventStreams.class);

    /** How long a caller may take for the first message or the last one. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** In an event stream AWS calls it so. */
    private static final String INTERNAL_FAILURE = "InternalFailureException";

    private final Set<EventSource> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean ending;

    EventStreams(MeterRegistry meters) {
        Gauge.builder("event_streams_open", open, Set::size).register(meters);
    }

    /** Throws if the door is closing. */
    void checkOpen() {
        if (ending) {
            throw CommonError.SERVICE_UNAVAILABLE.because("The server is shutting down.");
        }
    }

    /** The beginning of an answer, whose events follow. */
    HttpResponse start(ServiceRequestContext context, EventMessages messages, EventSource source) {
        EventStream stream = new EventStream(messages);
        // It ends when it is over, however long that takes.
        context.clearRequestTimeout();
        open.add(source);
        if (ending) {
            source.end();
        }
        String requestId = RequestIds.of(context);
        threads.execute(() -> run(requestId, source, stream));
        return stream.response();
    }

    private void run(String requestId, EventSource source, EventStream stream) {
        try {
            stream.begin(PATIENCE);
            // Even if the caller is gone already: it is for the source to give up what it holds.
            source.run(stream);
            stream.end();
        } catch (ApiException e) {
            stream.fail(e.code().wireName(), e.getMessage(), PATIENCE);
        } catch (Exception | StackOverflowError | OutOfMemoryError e) {
            logger.error("request {} failed after its answer had begun", requestId, e);
            stream.fail(INTERNAL_FAILURE, null, PATIENCE);
        } finally {
            open.remove(source);
        }
    }

    /** Has every stream end soon, and lets no other begin. */
    void end() {
        ending = true;
        open.forEach(EventSource::end);
    }

    /** Waits for those under way, whose connections have ended or will. */
    @Override
    public void close() {
        end();
        threads.close();
    }
}
