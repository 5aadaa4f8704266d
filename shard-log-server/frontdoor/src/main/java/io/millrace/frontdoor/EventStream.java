package io.millrace.frontdoor;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** One answer that goes on, on its connection. */
final class EventStream implements EventSink {
    private final EventMessages messages;
    private final HttpResponseWriter response = HttpResponse.streaming();

    EventStream(EventMessages messages) {
        this.messages = messages;
        response.write(ResponseHeaders.builder(HttpStatus.OK)
                .set(HttpHeaderNames.CONTENT_TYPE, EventMessages.CONTENT_TYPE)
                .build());
    }

    HttpResponse response() {
        return response;
    }

    /** Tells the caller that the request was taken. */
    boolean begin(Duration patience) {
        return send(messages.initial(), patience);
    }

    @Override
    public byte[] encode(String type, SdkPojo event) {
        return messages.event(type, event);
    }

    @Override
    public boolean send(byte[] message, Duration patience) {
        if (!response.tryWrite(HttpData.wrap(message))) {
            return false;
        }
        try {
            // The connection asks for more when it has written what it was given.
            response.whenConsumed().get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            // The caller is gone, which is no failure of ours.
            return false;
        } catch (TimeoutException e) {
            response.abort();
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            response.abort();
            return false;
        }
    }

    @Override
    public boolean isClosed() {
        return response.isComplete();
    }

    /** Ends the stream as it should. */
    void end() {
        response.close();
    }

    /** Ends the stream by telling the caller what went wrong. */
    void fail(String type, @Nullable String message, Duration patience) {
        if (send(messages.exception(type, message), patience)) {
            response.close();
        }
    }
}
