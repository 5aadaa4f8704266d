package io.millrace.trino;

import static org.assertj.core.api.Assertions.assertThat;

import io.trino.testing.BaseConnectorSmokeTest;
import io.trino.testing.QueryRunner;
import io.trino.testing.TestingConnectorBehavior;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What Trino expects of every connector, as far as one that only reads can be tested. */
class MillraceConnectorSmokeTest extends BaseConnectorSmokeTest {
    @Override
    protected QueryRunner createQueryRunner() throws Exception {
        Path directory = Files.createTempDirectory("millrace-smoke");
        StreamTableFixture tables = closeAfterClass(new StreamTableFixture(directory));
        REQUIRED_TPCH_TABLES.forEach(tables::load);
        return tables.trino();
    }

    @Override
    protected boolean hasBehavior(TestingConnectorBehavior behavior) {
        return switch (behavior) {
            case SUPPORTS_PREDICATE_PUSHDOWN,
                    SUPPORTS_LIMIT_PUSHDOWN,
                    SUPPORTS_TOPN_PUSHDOWN,
                    SUPPORTS_AGGREGATION_PUSHDOWN,
                    SUPPORTS_CREATE_SCHEMA,
                    SUPPORTS_CREATE_TABLE,
                    SUPPORTS_RENAME_TABLE,
                    SUPPORTS_ADD_COLUMN,
                    SUPPORTS_RENAME_COLUMN,
                    SUPPORTS_SET_COLUMN_TYPE,
                    SUPPORTS_COMMENT_ON_TABLE,
                    SUPPORTS_CREATE_VIEW,
                    SUPPORTS_CREATE_MATERIALIZED_VIEW,
                    SUPPORTS_INSERT,
                    SUPPORTS_UPDATE,
                    SUPPORTS_DELETE,
                    SUPPORTS_MERGE,
                    SUPPORTS_TRUNCATE,
                    SUPPORTS_NATIVE_QUERY -> false;
            default -> super.hasBehavior(behavior);
        };
    }

    @Test
    @Override
    public void testShowCreateTable() {
        assertThat((String) computeScalar("SHOW CREATE TABLE region")).isEqualTo("""
                        CREATE TABLE millrace.tpch.region (
                           regionkey bigint,
                           name varchar(25),
                           comment varchar(152)
                        )""");
    }
}
