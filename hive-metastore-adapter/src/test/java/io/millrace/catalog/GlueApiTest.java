package io.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.ConcurrentModificationException;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.GlueException;
import software.amazon.awssdk.services.glue.model.InvalidInputException;
import software.amazon.awssdk.services.glue.model.OperationNotSupportedException;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;

/** The Glue door, called by AWS's own client. */
class GlueApiTest {
    private final GlueClient glue = CatalogFixture.shared().glue();
    private final String database = "db_" + UUID.randomUUID().toString().replace("-", "");

    @Test
    void aDatabaseIsKeptAsItWasGiven() {
        glue.createDatabase(create -> create.databaseInput(input -> input.name(database.toUpperCase(Locale.ROOT))
                .description("grain")
                .locationUri("s3://millrace/grain")
                .parameters(Map.of("owner", "miller"))));

        var found = glue.getDatabase(get -> get.name(database)).database();

        assertThat(found.name()).isEqualTo(database);
        assertThat(found.description()).isEqualTo("grain");
        assertThat(found.locationUri()).isEqualTo("s3://millrace/grain");
        assertThat(found.parameters()).isEqualTo(Map.of("owner", "miller"));
        assertThat(found.catalogId()).isEqualTo("000000000000");
        assertThat(glue.getDatabasesPaginator(list -> list.maxResults(1)).stream()
                        .flatMap(page -> page.databaseList().stream()))
                .extracting(listed -> listed.name())
                .contains(database)
                .doesNotHaveDuplicates();
    }

    @Test
    void aStreamsTableComesBackWhole() {
        createDatabase();
        TableInput input = streamTable("orders");

        glue.createTable(create -> create.databaseName(database).tableInput(input));
        Table table = table("ORDERS");

        assertThat(table.storageDescriptor()).isEqualTo(input.storageDescriptor());
        assertThat(table.parameters()).isEqualTo(input.parameters());
        assertThat(table.versionId()).isEqualTo("0");
        assertThat(table.createTime()).isNotNull();
    }

    @Test
    void whatIsThereAlreadyIsRefused() {
        createDatabase();
        glue.createTable(create -> create.databaseName(database).tableInput(streamTable("orders")));

        assertThatThrownBy(this::createDatabase)
                .isInstanceOf(software.amazon.awssdk.services.glue.model.AlreadyExistsException.class)
                .hasMessageContaining("Database already exists.");
        assertThatThrownBy(() ->
                        glue.createTable(create -> create.databaseName(database).tableInput(streamTable("orders"))))
                .hasMessageContaining("Table already exists.");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> glue.getDatabase(get -> get.name("Nowhere")))
                .isInstanceOf(EntityNotFoundException.class)
                .hasMessageContaining("Database nowhere not found.");
        assertThatThrownBy(() -> glue.createTable(
                        create -> create.databaseName("nowhere").tableInput(streamTable("t"))))
                .isInstanceOf(EntityNotFoundException.class);
        createDatabase();
        assertThatThrownBy(() -> table("nothing"))
                .isInstanceOf(EntityNotFoundException.class)
                .hasMessageContaining("Table nothing not found.");
        assertThatThrownBy(() ->
                        glue.deleteTable(delete -> delete.databaseName(database).name("nothing")))
                .isInstanceOf(EntityNotFoundException.class);
    }

    @Test
    void aStaleVersionIsRefusedAndChangesNothing() {
        createDatabase();
        glue.createTable(create -> create.databaseName(database).tableInput(streamTable("orders")));
        TableInput next =
                streamTable("orders").toBuilder().description("second").build();
        glue.updateTable(
                update -> update.databaseName(database).tableInput(next).versionId("0"));

        assertThatThrownBy(() -> glue.updateTable(update -> update.databaseName(database)
                        .tableInput(streamTable("orders").toBuilder()
                                .description("third")
                                .build())
                        .versionId("0")))
                .isInstanceOf(ConcurrentModificationException.class);

        assertThat(table("orders").description()).isEqualTo("second");
        assertThat(table("orders").versionId()).isEqualTo("1");
        assertThat(glue.getTableVersions(list -> list.databaseName(database).tableName("orders"))
                        .tableVersions())
                .extracting(version -> version.versionId())
                .containsExactly("1", "0");
    }

    @Test
    void tablesAreListedByExpressionAndPage() {
        createDatabase();
        for (String name : List.of("apple", "apricot", "pear")) {
            glue.createTable(create -> create.databaseName(database).tableInput(streamTable(name)));
        }

        assertThat(glue.getTables(list -> list.databaseName(database).expression("ap.*"))
                        .tableList())
                .extracting(Table::name)
                .containsExactly("apple", "apricot");
        assertThat(glue.getTablesPaginator(list -> list.databaseName(database).maxResults(2)).stream()
                        .flatMap(page -> page.tableList().stream()))
                .extracting(Table::name)
                .containsExactly("apple", "apricot", "pear");
        assertThatThrownBy(
                        () -> glue.getTables(list -> list.databaseName(database).expression("[")))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void deletingADatabaseDeletesItsTables() {
        createDatabase();
        glue.createTable(create -> create.databaseName(database).tableInput(streamTable("orders")));

        glue.deleteDatabase(delete -> delete.name(database));

        assertThatThrownBy(() -> glue.getDatabase(get -> get.name(database)))
                .isInstanceOf(EntityNotFoundException.class);
    }

    @Test
    void anIcebergTableIsAGlueTableToo() {
        createDatabase();
        RESTCatalog rest = CatalogFixture.shared().rest(Map.of());
        TableIdentifier name = TableIdentifier.of(database, "lake");
        rest.createTable(
                name,
                new Schema(
                        Types.NestedField.required(1, "id", Types.LongType.get()),
                        Types.NestedField.optional(2, "price", Types.DecimalType.of(9, 2))));

        Table table = table("lake");

        assertThat(table.parameters()).containsEntry("table_type", "ICEBERG").containsKey("metadata_location");
        assertThat(table.storageDescriptor().columns())
                .extracting(Column::type)
                .containsExactly("bigint", "decimal(9,2)");
    }

    @Test
    void aStreamsTableIsNoIcebergTableButHasItsName() {
        createDatabase();
        glue.createTable(create -> create.databaseName(database).tableInput(streamTable("orders")));
        RESTCatalog rest = CatalogFixture.shared().rest(Map.of());
        TableIdentifier name = TableIdentifier.of(database, "orders");

        assertThat(rest.listTables(Namespace.of(database))).isEmpty();
        assertThatThrownBy(() -> rest.loadTable(name)).isInstanceOf(NoSuchTableException.class);
        assertThatThrownBy(() ->
                        rest.createTable(name, new Schema(Types.NestedField.required(1, "id", Types.LongType.get()))))
                .isInstanceOf(AlreadyExistsException.class);
    }

    @Test
    void whatIsNotBuiltSaysSo() {
        assertThatThrownBy(() -> glue.getCrawlers(list -> list.maxResults(1)))
                .isInstanceOf(OperationNotSupportedException.class);
    }

    @Test
    void whatWouldBePassedOverIsRefused() {
        createDatabase();

        assertThatThrownBy(() -> glue.createTable(create -> create.databaseName(database)
                        .tableInput(streamTable("orders"))
                        .openTableFormatInput(
                                format -> format.icebergInput(iceberg -> iceberg.metadataOperation("CREATE")))))
                .isInstanceOf(OperationNotSupportedException.class)
                .hasMessageContaining("OpenTableFormatInput is not supported.");
        assertThatThrownBy(() -> glue.createTable(create -> create.databaseName(database)
                        .tableInput(streamTable("orders").toBuilder()
                                .targetTable(target -> target.name("other"))
                                .viewDefinition(view -> view.isProtected(true))
                                .build())))
                .isInstanceOf(OperationNotSupportedException.class)
                .hasMessageContaining("ViewDefinition is not supported.");
        assertThatThrownBy(() -> glue.getDatabase(get -> get.name(database).catalogId("999999999999")))
                .isInstanceOf(EntityNotFoundException.class)
                .hasMessageContaining("Catalog 999999999999 not found.");

        assertThat(glue.getTables(list -> list.databaseName(database).catalogId("000000000000"))
                        .tableList())
                .isEmpty();
    }

    @Test
    void namesWithCapitalsOfAnotherDoorAreFoundAsTheyAreListed() {
        String capital = "DB_" + database;
        try (RESTCatalog rest = CatalogFixture.shared().rest(Map.of())) {
            rest.createNamespace(Namespace.of(capital));
            rest.createTable(
                    TableIdentifier.of(capital, "Lake"),
                    new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }

        Table listed =
                glue.getTables(list -> list.databaseName(capital)).tableList().getFirst();

        assertThat(listed.name()).isEqualTo("Lake");
        assertThat(glue.getTable(get -> get.databaseName(capital).name("Lake")).table())
                .isEqualTo(listed);
        assertThatThrownBy(() -> glue.getTable(get -> get.databaseName(capital).name("LAKE")))
                .isInstanceOf(EntityNotFoundException.class);
        glue.deleteTable(delete -> delete.databaseName(capital).name("Lake"));
        glue.deleteDatabase(delete -> delete.name(capital));
        assertThatThrownBy(() -> glue.getDatabase(get -> get.name(capital)))
                .isInstanceOf(EntityNotFoundException.class);
    }

    @Test
    void anUpdateChangesADatabaseAndASkippedArchiveKeepsNoVersion() {
        createDatabase();
        glue.createTable(create -> create.databaseName(database).tableInput(streamTable("orders")));

        glue.updateDatabase(update -> update.name(database)
                .databaseInput(input -> input.name(database).description("flour")));
        glue.updateTable(update ->
                update.databaseName(database).tableInput(streamTable("orders")).skipArchive(true));

        assertThat(glue.getDatabase(get -> get.name(database)).database().description())
                .isEqualTo("flour");
        assertThat(glue.getTableVersions(list -> list.databaseName(database).tableName("orders"))
                        .tableVersions())
                .extracting(version -> version.versionId())
                .containsExactly("1");
        assertThatThrownBy(() -> glue.updateDatabase(
                        update -> update.name("nowhere").databaseInput(input -> input.name("nowhere"))))
                .isInstanceOf(EntityNotFoundException.class);
        assertThatThrownBy(() ->
                        glue.updateTable(update -> update.databaseName(database).tableInput(streamTable("nothing"))))
                .isInstanceOf(EntityNotFoundException.class);
    }

    @Test
    void badInputIsRefusedInAwsWords() {
        assertThatThrownBy(() -> glue.createDatabase(create -> create.databaseInput(input -> input.name(""))))
                .isInstanceOf(GlueException.class)
                .hasMessageContaining("1 validation error detected");
    }

    private void createDatabase() {
        glue.createDatabase(create -> create.databaseInput(input -> input.name(database)));
    }

    private Table table(String name) {
        return glue.getTable(get -> get.databaseName(database).name(name)).table();
    }

    private static TableInput streamTable(String stream) {
        return TableInput.builder()
                .name(stream)
                .parameters(Map.of("classification", "json"))
                .storageDescriptor(storage -> storage.location(stream)
                        .columns(Column.builder().name("item").type("string").build())
                        .parameters(Map.of(
                                "typeOfData",
                                "kinesis",
                                "streamARN",
                                "arn:aws:kinesis:us-east-1:000000000000:stream/" + stream)))
                .build();
    }
}
