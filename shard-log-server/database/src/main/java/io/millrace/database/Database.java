package io.millrace.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.LocalTransactionHandler;
import org.jdbi.v3.core.transaction.TransactionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open SQL store at the newest version of its schema: embedded H2 by default, any JDBC URL otherwise.
 *
 * <p>What is written in a Jdbi transaction ({@code inTransaction}, {@code useTransaction}) is on disk when the call
 * returns; handles outside a transaction are for reads. One bounded pool; any thread.
 */
public final class Database implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(Database.class);

    private static final int CONNECTIONS_MAX = 16;
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(10);

    private final HikariDataSource dataSource;
    private final Jdbi jdbi;

    private Database(HikariDataSource dataSource, Jdbi jdbi) {
        this.dataSource = dataSource;
        this.jdbi = jdbi;
    }

    /**
     * Opens the embedded store in a directory, which one process at a time may hold.
     *
     * @param migrations the class path folder of the Flyway migrations, such as {@code io/millrace/catalog/migration}
     * @throws IOException if the directory cannot be used or another process holds it
     */
    public static Database open(Path directory, String migrations) throws IOException {
        Files.createDirectories(directory);
        // WRITE_DELAY=0: a commit leaves the process at once; ForcingTransactions takes it on to the disk.
        String url = "jdbc:h2:file:%s;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE"
                .formatted(directory.toAbsolutePath().resolve("database"));
        HikariConfig config = pool(url);
        config.setUsername("sa");
        config.setPassword("");
        return open(config, migrations, new ForcingTransactions());
    }

    /** Opens a store that a database server keeps, which forces its own commits. */
    public static Database connect(String url, String user, String password, String migrations) throws IOException {
        HikariConfig config = pool(url);
        config.setUsername(user);
        config.setPassword(password);
        return open(config, migrations, LocalTransactionHandler.binding());
    }

    public Jdbi jdbi() {
        return jdbi;
    }

    @Override
    public void close() {
        dataSource.close();
    }

    private static Database open(HikariConfig config, String migrations, TransactionHandler transactions)
            throws IOException {
        HikariDataSource dataSource;
        try {
            dataSource = new HikariDataSource(config);
        } catch (RuntimeException e) {
            throw new IOException("cannot open the database %s: %s".formatted(config.getJdbcUrl(), cause(e)), e);
        }
        try {
            int applied = Flyway.configure(Database.class.getClassLoader())
                    .dataSource(dataSource)
                    .locations("classpath:" + migrations)
                    .failOnMissingLocations(true)
                    .load()
                    .migrate()
                    .migrationsExecuted;
            log.info("database {} open, {} migrations applied", config.getJdbcUrl(), applied);
        } catch (FlywayException e) {
            dataSource.close();
            throw new IOException("cannot migrate the database " + config.getJdbcUrl(), e);
        }
        Jdbi jdbi = Jdbi.create(dataSource);
        jdbi.setTransactionHandler(transactions);
        return new Database(dataSource, jdbi);
    }

    private static HikariConfig pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("database");
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(CONNECTIONS_MAX);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
        return config;
    }

    private static String cause(Throwable thrown) {
        Throwable root = thrown;
        for (Throwable next = thrown.getCause(); next != null; next = next.getCause()) {
            root = next;
        }
        return String.valueOf(root.getMessage());
    }
}
