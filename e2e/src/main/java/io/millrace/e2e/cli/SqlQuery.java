package io.millrace.e2e.cli;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Runs a statement on a Trino server. */
public final class SqlQuery {
    private static final String USER = "millrace";

    private final URI trino;

    /** @param trino the server's HTTP address */
    public SqlQuery(URI trino) {
        this.trino = trino;
    }

    /** The statement's rows, or how many it changed. SQL's null reads {@code NULL}. */
    public Table run(String sql) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", USER);
        try (Connection connection = DriverManager.getConnection("jdbc:trino://" + trino.getAuthority(), properties);
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return new Table(
                        List.of("rows changed"), List.of(List.of(String.valueOf(statement.getLargeUpdateCount()))));
            }
            try (ResultSet result = statement.getResultSet()) {
                return table(result);
            }
        }
    }

    private static Table table(ResultSet result) throws SQLException {
        ResultSetMetaData columns = result.getMetaData();
        List<String> headings = new ArrayList<>();
        for (int column = 1; column <= columns.getColumnCount(); column++) {
            headings.add(columns.getColumnLabel(column));
        }
        List<List<String>> rows = new ArrayList<>();
        while (result.next()) {
            List<String> row = new ArrayList<>();
            for (int column = 1; column <= headings.size(); column++) {
                Object value = result.getObject(column);
                row.add(value == null ? "NULL" : value.toString());
            }
            rows.add(row);
        }
        return new Table(headings, rows);
    }
}
