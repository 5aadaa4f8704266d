package io.millrace.server;

import io.millrace.frontdoor.Service;
import io.millrace.frontdoor.ServiceContext;
import io.millrace.frontdoor.ServiceProvider;
import io.millrace.server.operation.KinesisApi;
import io.millrace.server.stream.EventLog;
import io.millrace.server.stream.Retention;
import io.millrace.server.stream.Streams;
import io.millrace.server.testing.MemoryEventLog;
import io.millrace.server.testing.MemoryLogStore;
import io.millrace.server.write.WriterLoop;
import io.millrace.storage.LogStore;
import java.io.Closeable;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;

/** Makes the Kinesis service over a local log. */
public final class KinesisServiceProvider implements ServiceProvider {
    @Override
    public String name() {
        return "kinesis";
    }

    @Override
    public Service open(ServiceContext context) throws IOException {
        KinesisConfig config = KinesisConfig.of(context.settings());
        Deque<Closeable> open = new ArrayDeque<>();
        try {
            return open(context, config, open);
        } catch (IOException | RuntimeException e) {
            while (!open.isEmpty()) {
                open.pop().close();
            }
            throw e;
        }
    }

    private static Service open(ServiceContext context, KinesisConfig config, Deque<Closeable> open)
            throws IOException {
        LogStore store = new MemoryLogStore();
        EventLog events = new MemoryEventLog();
        open.push(store);
        Streams streams = Streams.open(events, context.clock(), config.streams(), new SecureRandom());
        open.push(streams::close);
        WriterLoop writer = WriterLoop.start(store, config.writer(), context.clock(), context.meters());
        open.push(writer::close);
        Retention retention = Retention.start(streams, store, config.streams().retentionEvery());
        open.push(retention::close);
        return new KinesisService(KinesisApi.over(context.account(), streams, store, writer, context.meters()), open);
    }
}
