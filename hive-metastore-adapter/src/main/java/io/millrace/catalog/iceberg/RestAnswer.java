package io.millrace.catalog.iceberg;

import java.util.Optional;

/** What a call is answered with; without a body where the protocol has none. */
record RestAnswer(int status, Optional<Object> body) {
    static final RestAnswer NO_CONTENT = new RestAnswer(204, Optional.empty());

    static RestAnswer of(Object body) {
        return new RestAnswer(200, Optional.of(body));
    }
}
