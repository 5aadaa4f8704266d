package io.millrace.catalog;

import io.millrace.database.Database;
import io.millrace.frontdoor.Service;
import io.millrace.frontdoor.ServiceContext;
import io.millrace.frontdoor.ServiceProvider;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Opens the catalog. Its store is embedded unless {@code glue.database.url} names another, with
 * {@code glue.database.user} and {@code glue.database.password}.
 */
public final class CatalogServiceProvider implements ServiceProvider {
    private static final String MIGRATIONS = "io/millrace/catalog/migration";
    private static final String URL = "database.url";
    private static final String USER = "database.user";
    private static final String PASSWORD = "database.password";

    @Override
    public String name() {
        return "glue";
    }

    @Override
    public Service open(ServiceContext context) throws IOException {
        Map<String, String> settings = context.settings();
        Set<String> unknown = new TreeSet<>(settings.keySet());
        unknown.removeAll(Set.of(URL, USER, PASSWORD));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown settings of glue: " + String.join(", ", unknown));
        }
        Optional<String> url = Optional.ofNullable(settings.get(URL));
        Database database = url.isPresent()
                ? Database.connect(
                        url.get(), settings.getOrDefault(USER, ""), settings.getOrDefault(PASSWORD, ""), MIGRATIONS)
                : Database.open(context.dataDirectory(), MIGRATIONS);
        return new CatalogService(context, database);
    }
}
