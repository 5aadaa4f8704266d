package io.millrace.e2e;

import io.millrace.e2e.cli.SqlQuery;
import java.net.ConnectException;
import java.net.URI;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs one statement on the Trino of a running house and prints its rows. */
@Command(name = "sql", description = "Run a Trino query and print its rows.", mixinStandardHelpOptions = true)
final class SqlCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data;

    @Option(
            names = "--trino",
            paramLabel = "URL",
            description = "Trino's address. Default: that of the house whose data directory it is.")
    private Optional<URI> trino;

    @Parameters(paramLabel = "QUERY", description = "The statement, without a semicolon.")
    private String query;

    @Override
    public Integer call() throws Exception {
        URI server = trino.isPresent()
                ? trino.get()
                : Endpoints.read(data.directory()).trino();
        try {
            new SqlQuery(server).run(query).lines().forEach(spec.commandLine().getOut()::println);
            return 0;
        } catch (SQLException e) {
            String why = trino.isEmpty() && isUnreachable(e) ? Endpoints.noneOver(data.directory()) : e.getMessage();
            spec.commandLine().getErr().println("millrace: " + why);
            return 1;
        }
    }

    /** Whether nobody listens there any more. */
    private static boolean isUnreachable(SQLException failure) {
        return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(ConnectException.class::isInstance);
    }
}
