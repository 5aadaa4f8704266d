package io.millrace.server;

import io.millrace.frontdoor.Service;
import io.millrace.frontdoor.ServiceContext;
import io.millrace.frontdoor.ServiceProvider;
import io.millrace.server.encryption.KmsKeyService;
import io.millrace.server.encryption.Seals;
import io.millrace.server.operation.KinesisApi;
import io.millrace.server.operation.LogAccess;
import io.millrace.server.operation.Subscriptions;
import io.millrace.server.operation.WriterSealer;
import io.millrace.server.stream.Retention;
import io.millrace.server.stream.Scaler;
import io.millrace.server.stream.Streams;
import io.millrace.server.traffic.Traffic;
import io.millrace.server.write.WriterLoop;
import io.millrace.storage.LocalLogStore;
import io.millrace.storage.MetadataLog;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/** Makes the Kinesis service over a local log. */
public final class KinesisServiceProvider implements ServiceProvider {
    @Override
    public String name() {
        return "kinesis";
    }

    @Override
    public Service open(ServiceContext context) throws IOException {
        KinesisConfig config = KinesisConfig.of(context.settings());
        Resources open = new Resources();
        try {
            return open(context, config, open);
        } catch (IOException | RuntimeException e) {
            open.close();
            throw e;
        }
    }

    private static Service open(ServiceContext context, KinesisConfig config, Resources open) throws IOException {
        Path data = context.dataDirectory();
        LocalLogStore store = LocalLogStore.open(data.resolve("log"), config.log());
        open.push(store);
        LogMeters.show(store, config.log().disk(), context.meters());
        Streams streams = Streams.open(
                () -> MetadataLog.open(data.resolve("streams")), config.streams(), context.clock(), new SecureRandom());
        open.push(streams);
        WriterLoop writer = WriterLoop.start(store, config.writer(), context.clock(), context.meters());
        open.push(writer::close);
        writer.seal(streams.closedShards()).join();
        Retention retention = Retention.start(streams, store, config.streams().retentionEvery());
        open.push(retention::close);
        LogMeters.show(retention, context.meters());
        Traffic traffic = new Traffic(config.throughput(), System::nanoTime);
        Scaler scaler = Scaler.start(
                streams, new WriterSealer(writer), traffic, config.streams().onDemand());
        open.push(scaler::close);
        Seals seals = new Seals(
                context.account(),
                KmsKeyService.open(
                        config.encryption(),
                        context.account().region(),
                        context.peers().local()),
                config.encryption().dataKeyLife(),
                System::nanoTime);
        open.push(seals);
        LogAccess log = new LogAccess(store, writer, seals, traffic, config.answerBytes());
        Subscriptions subscriptions = Subscriptions.start(config.subscriptions(), context.clock());
        open.push(subscriptions::close);
        return new KinesisService(
                KinesisApi.over(context.account(), streams, log, subscriptions, context.meters()), open);
    }
}
