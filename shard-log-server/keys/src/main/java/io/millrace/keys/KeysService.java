package io.millrace.keys;

import io.millrace.frontdoor.JsonApi;
import io.millrace.frontdoor.Service;
import io.millrace.keys.keyring.Keyring;
import java.util.List;

/** The key service, open. */
final class KeysService implements Service {
    private final JsonApi api;
    private final Keyring keyring;

    KeysService(JsonApi api, Keyring keyring) {
        this.api = api;
        this.keyring = keyring;
    }

    @Override
    public List<JsonApi> apis() {
        return List.of(api);
    }

    @Override
    public void close() {
        keyring.close();
    }
}
