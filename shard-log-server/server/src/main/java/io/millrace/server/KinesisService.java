package io.millrace.server;

import io.millrace.frontdoor.JsonApi;
import io.millrace.frontdoor.Service;
import java.util.List;

/** Kinesis Data Streams, open. */
final class KinesisService implements Service {
    private final JsonApi api;
    private final Resources open;

    KinesisService(JsonApi api, Resources open) {
        this.api = api;
        this.open = open;
    }

    @Override
    public List<JsonApi> apis() {
        return List.of(api);
    }

    @Override
    public void close() {
        open.close();
    }
}
