package io.millrace.server;

import io.millrace.frontdoor.JsonApi;
import io.millrace.frontdoor.Service;
import java.io.Closeable;
import java.io.IOException;
import java.util.Deque;
import java.util.List;

/** Kinesis Data Streams, open. */
final class KinesisService implements Service {
    private final JsonApi api;
    private final Deque<Closeable> open;

    /** @param open what this service closes, in this order */
    KinesisService(JsonApi api, Deque<Closeable> open) {
        this.api = api;
        this.open = open;
    }

    @Override
    public List<JsonApi> apis() {
        return List.of(api);
    }

    @Override
    public void close() throws IOException {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
