package io.millrace.frontdoor.http;

import com.linecorp.armeria.common.HttpHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.AttributeKey;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The two ids that every answer of an AWS service carries. */
public final class RequestIds {
    static final String REQUEST_ID_HEADER = "x-amzn-RequestId";
    static final String EXTENDED_ID_HEADER = "x-amz-id-2";

    private static final int EXTENDED_ID_BYTES = 72;
    private static final AttributeKey<String> REQUEST_ID = AttributeKey.valueOf(RequestIds.class, "REQUEST_ID");

    private RequestIds() {}

    /** The id that the request's log lines and answer share. */
    public static String of(ServiceRequestContext context) {
        String id = context.attr(REQUEST_ID);
        return id == null ? "-" : id;
    }

    static void assign(ServiceRequestContext context) {
        String id = next();
        context.setAttr(REQUEST_ID, id);
        context.setAdditionalResponseHeader(REQUEST_ID_HEADER, id);
        context.setAdditionalResponseHeader(EXTENDED_ID_HEADER, extended());
    }

    /** For answers given before there is a request to speak of. */
    static void add(HttpHeadersBuilder headers) {
        headers.set(REQUEST_ID_HEADER, next());
        headers.set(EXTENDED_ID_HEADER, extended());
    }

    private static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        // Version 4, variant 1; an id need be unique, not secret, and UUID.randomUUID takes a lock.
        long high = (random.nextLong() & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() & ~0xC000_0000_0000_0000L) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    private static String extended() {
        byte[] bytes = new byte[EXTENDED_ID_BYTES];
        ThreadLocalRandom.current().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
