package io.millrace.catalog;

import io.millrace.catalog.glue.GlueApi;
import io.millrace.catalog.iceberg.RestDoor;
import io.millrace.database.Database;
import io.millrace.frontdoor.JsonApi;
import io.millrace.frontdoor.PathApi;
import io.millrace.frontdoor.Service;
import io.millrace.frontdoor.ServiceContext;
import java.util.List;

/** The catalog behind its doors. */
final class CatalogService implements Service {
    private final ServiceContext context;
    private final Database database;
    private final CatalogStore store;
    private final RestDoor restDoor;

    CatalogService(ServiceContext context, Database database) {
        this.context = context;
        this.database = database;
        this.store = new CatalogStore(database.jdbi(), context.clock());
        this.restDoor = new RestDoor(store, context.peers().objectStore());
    }

    @Override
    public List<JsonApi> apis() {
        return List.of(GlueApi.over(store, context.account().id()));
    }

    @Override
    public List<PathApi> paths() {
        return List.of(new PathApi("/iceberg", "glue", IcebergActions::of, restDoor));
    }

    @Override
    public void started() {
        restDoor.started();
    }

    @Override
    public void close() {
        restDoor.close();
        database.close();
    }
}
