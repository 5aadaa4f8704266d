package io.millrace.batch;

import io.millrace.batch.cluster.ClusterStore;
import io.millrace.batch.engine.FlinkEngine;
import io.millrace.batch.engine.FlinkSettings;
import io.millrace.frontdoor.Service;
import io.millrace.frontdoor.ServiceContext;
import io.millrace.frontdoor.ServiceProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** Opens the EMR service: clusters of real Flink processes on this machine. */
public final class BatchServiceProvider implements ServiceProvider {
    @Override
    public String name() {
        return "emr";
    }

    @Override
    public Service open(ServiceContext context) throws IOException {
        FlinkSettings settings = FlinkSettings.from(context.settings());
        Path clusters = Files.createDirectories(context.dataDirectory().resolve("clusters"));
        SecureRandom random = new SecureRandom();
        ClusterStore store = ClusterStore.open(context.dataDirectory().resolve("store"));
        FlinkEngine engine =
                new FlinkEngine(clusters, settings, context.peers().objectStore(), context.clock(), random);
        return new BatchService(context, store, engine, random);
    }
}
