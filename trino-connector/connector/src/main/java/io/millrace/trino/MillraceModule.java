package io.millrace.trino;

import static io.airlift.bootstrap.ClosingBinder.closingBinder;
import static io.airlift.configuration.ConfigBinder.configBinder;

import com.google.inject.Binder;
import com.google.inject.Module;
import com.google.inject.Provides;
import com.google.inject.Scopes;
import com.google.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Wires one catalog. */
final class MillraceModule implements Module {
    @Override
    public void configure(Binder binder) {
        configBinder(binder).bindConfig(MillraceConfig.class);
        binder.bind(InstantSource.class).toInstance(InstantSource.system());
        binder.bind(HiveTypeParser.class).in(Scopes.SINGLETON);
        binder.bind(MillraceConnector.class).in(Scopes.SINGLETON);
        binder.bind(MillraceMetadata.class).in(Scopes.SINGLETON);
        binder.bind(MillracePageSourceProvider.class).in(Scopes.SINGLETON);
        binder.bind(MillraceSessionProperties.class).in(Scopes.SINGLETON);
        binder.bind(MillraceSplitManager.class).in(Scopes.SINGLETON);
        binder.bind(ShardSlicer.class).in(Scopes.SINGLETON);
        binder.bind(StreamClient.class).in(Scopes.SINGLETON);
        binder.bind(StreamSnapshots.class).in(Scopes.SINGLETON);
        binder.bind(StreamTables.class).in(Scopes.SINGLETON);
        closingBinder(binder).registerCloseable(KinesisClient.class);
        closingBinder(binder).registerCloseable(GlueClient.class);
        closingBinder(binder).registerExecutor(ExecutorService.class);
    }

    @Provides
    @Singleton
    static KinesisClient kinesis(MillraceConfig config) {
        return ServiceClients.kinesis(config);
    }

    @Provides
    @Singleton
    static GlueClient glue(MillraceConfig config) {
        return ServiceClients.glue(config);
    }

    /** Calls wait for answers, so each has a virtual thread; Trino's own threads never wait for the network. */
    @Provides
    @Singleton
    static ExecutorService executor() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("millrace-read-", 0).factory());
    }
}
