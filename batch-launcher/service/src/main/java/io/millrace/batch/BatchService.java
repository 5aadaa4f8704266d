package io.millrace.batch;

import io.millrace.batch.cluster.ClusterStore;
import io.millrace.batch.cluster.Identifiers;
import io.millrace.batch.cluster.Reconciler;
import io.millrace.batch.engine.Engine;
import io.millrace.batch.operation.EmrApi;
import io.millrace.frontdoor.JsonApi;
import io.millrace.frontdoor.Service;
import io.millrace.frontdoor.ServiceContext;
import java.util.List;
import java.util.random.RandomGenerator;

/** The open EMR service: an API, and a loop that brings about what it was told. */
final class BatchService implements Service {
    private final ClusterStore store;
    private final Reconciler reconciler;
    private final JsonApi api;

    BatchService(ServiceContext context, ClusterStore store, Engine engine, RandomGenerator random) {
        this.store = store;
        context.meters()
                .gauge("batch_clusters", store, clusters -> clusters.live().size());
        this.reconciler = new Reconciler(store, engine, context.clock());
        EmrApi.Resources resources = new EmrApi.Resources(store, engine, new Identifiers(random), reconciler::wake);
        this.api = EmrApi.of(resources, context.account(), context.clock());
    }

    @Override
    public List<JsonApi> apis() {
        return List.of(api);
    }

    @Override
    public void started() {
        reconciler.start();
    }

    @Override
    public void close() {
        reconciler.close();
        store.close();
    }
}
