package io.millrace.frontdoor;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** The messages of an event stream, whose payloads are in the format of the request that it answers. */
record EventMessages(Codecs.Format format) {
    static final String CONTENT_TYPE = "application/vnd.amazon.eventstream";

    /** The first of every stream: that the request was taken. */
    byte[] initial() {
        return message(
                "event", ":event-type", "initial-response", format.codec().encode(Map.of()));
    }

    byte[] event(String type, SdkPojo event) {
        return message("event", ":event-type", type, format.codec().encode(event));
    }

    /** The last of a stream that fails. */
    byte[] exception(String type, @Nullable String message) {
        Map<String, String> members = message == null || message.isEmpty() ? Map.of() : Map.of("message", message);
        return message("exception", ":exception-type", type, format.codec().encode(members));
    }

    private byte[] message(String kind, String typeHeader, String type, byte[] payload) {
        Map<String, HeaderValue> headers = new LinkedHashMap<>();
        headers.put(typeHeader, HeaderValue.fromString(type));
        headers.put(":content-type", HeaderValue.fromString(format.contentType()));
        headers.put(":message-type", HeaderValue.fromString(kind));
        // Of an array of its own, from beginning to end.
        return new Message(headers, payload).toByteBuffer().array();
    }
}
