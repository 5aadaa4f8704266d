package io.millrace.server.testing;

import io.millrace.server.stream.EventLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** An event log in memory that outlives those who use it, and whose appends can be made to fail. */
public final class MemoryEventLog implements EventLog {
    private final List<byte[]> records = new ArrayList<>();
    private boolean failing;

    public synchronized void failing(boolean whether) {
        failing = whether;
    }

    public synchronized int size() {
        return records.size();
    }

    @Override
    public synchronized List<byte[]> replay() {
        return List.copyOf(records);
    }

    @Override
    public synchronized void append(byte[] record) throws IOException {
        if (failing) {
            throw new IOException("no space left");
        }
        records.add(record);
    }

    @Override
    public synchronized void snapshot(byte[] state) {
        records.clear();
        records.add(state);
    }
}
