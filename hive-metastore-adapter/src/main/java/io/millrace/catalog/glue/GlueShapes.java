package io.millrace.catalog.glue;

import io.millrace.catalog.StoredDatabase;
import io.millrace.catalog.StoredTable;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.glue.model.Database;
import software.amazon.awssdk.services.glue.model.DatabaseInput;
import software.amazon.awssdk.services.glue.model.Table;

/** What the store keeps, as the Glue API shows it. */
final class GlueShapes {
    private final String catalogId;

    GlueShapes(String catalogId) {
        this.catalogId = catalogId;
    }

    Database database(StoredDatabase stored) {
        Map<String, String> parameters = new HashMap<>(stored.properties());
        String description = parameters.remove(StoredDatabase.DESCRIPTION);
        String location = parameters.remove(StoredDatabase.LOCATION);
        return Database.builder()
                .name(stored.name())
                .description(description)
                .locationUri(location)
                .parameters(parameters)
                .createTime(stored.created())
                .catalogId(catalogId)
                .build();
    }

    static Map<String, String> properties(DatabaseInput input) {
        Map<String, String> properties = new HashMap<>(input.parameters());
        if (input.description() != null) {
            properties.put(StoredDatabase.DESCRIPTION, input.description());
        }
        if (input.locationUri() != null) {
            properties.put(StoredDatabase.LOCATION, input.locationUri());
        }
        return properties;
    }

    /** Every member of the input stands in the answer under the same name. */
    Table table(StoredTable stored) {
        Table.Builder table = Table.builder()
                .databaseName(stored.name().database())
                .createTime(stored.created())
                .updateTime(stored.updated())
                .isRegisteredWithLakeFormation(false)
                .catalogId(catalogId)
                .versionId(Long.toString(stored.version()));
        Map<String, SdkField<?>> targets = new HashMap<>();
        ((SdkPojo) table).sdkFields().forEach(field -> targets.put(field.memberName(), field));
        for (SdkField<?> source : stored.input().sdkFields()) {
            SdkField<?> target = targets.get(source.memberName());
            Object value = source.getValueOrDefault(stored.input());
            if (target != null && value != null) {
                target.set(table, value);
            }
        }
        return table.name(stored.name().table()).build();
    }
}
