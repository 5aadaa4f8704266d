package io.millrace.batch.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.batch.step.StepCommand.SqlFile;
import io.millrace.batch.step.StepCommand.SqlText;
import io.millrace.batch.step.StepCommand.Unknown;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepCommandTest {
    @Test
    void flinkSqlTakesAFileOrStatements() {
        assertThat(command("command-runner.jar", "flink-sql", "-f", "s3://b/x.sql"))
                .isEqualTo(new SqlFile("s3://b/x.sql"));
        assertThat(command("command-runner.jar", "flink-sql", "-e", "SELECT 1;"))
                .isEqualTo(new SqlText("SELECT 1;"));
        assertThat(command("s3://us-east-1.elasticmapreduce/libs/command-runner.jar", "flink-sql", "--file", "/x.sql"))
                .isEqualTo(new SqlFile("/x.sql"));
    }

    @Test
    void whatIsNotKnownSaysWhatIs() {
        assertThat(command("command-runner.jar", "bash", "-c", "id"))
                .isEqualTo(new Unknown(
                        "Unknown command 'bash': command-runner.jar runs flink-sql -f FILE or flink-sql" + " -e SQL."));
        assertThat(command("command-runner.jar", "flink-sql", "-f"))
                .isEqualTo(new Unknown("flink-sql takes -f FILE or -e SQL and nothing else."));
        assertThat(command("command-runner.jar", "flink-sql", "-f", "a.sql", "more"))
                .isInstanceOf(Unknown.class);
        assertThat(command("command-runner.jar")).isEqualTo(new Unknown("command-runner.jar was given no command."));
        assertThat(command("s3://b/job.jar"))
                .isEqualTo(new Unknown("Cannot run jar 's3://b/job.jar': only command-runner.jar is supported."));
    }

    private static StepCommand command(String jar, String... arguments) {
        return StepCommand.of(new StepSpec("step", jar, "", List.of(arguments), Map.of()));
    }
}
