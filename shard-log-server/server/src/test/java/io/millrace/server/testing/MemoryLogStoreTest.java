package io.millrace.server.testing;

import io.millrace.storage.LogStore;
import io.millrace.storage.testing.LogStoreContract;

class MemoryLogStoreTest extends LogStoreContract {
    private final MemoryLogStore store = new MemoryLogStore();

    @Override
    protected LogStore open() {
        return store;
    }
}
