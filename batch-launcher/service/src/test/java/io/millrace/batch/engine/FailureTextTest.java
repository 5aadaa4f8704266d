package io.millrace.batch.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureTextTest {
    @Test
    void theInnermostCauseIsTheReason() {
        String log = """
                org.apache.flink.client.program.ProgramInvocationException: The main method caused an error: null
                \tat org.apache.flink.client.program.PackagedProgram.callMainMethod(PackagedProgram.java:376)
                Caused by: java.lang.reflect.InvocationTargetException
                \t... 17 more
                Caused by: org.apache.flink.table.api.ValidationException: Cannot find table 'nope'
                \tat org.apache.flink.table.Planner.plan(Planner.java:1)
                """;

        assertThat(FailureText.rootCause(log))
                .isEqualTo("org.apache.flink.table.api.ValidationException: Cannot find table 'nope'");
    }

    @Test
    void withoutAnExceptionTheLastLineIs() {
        assertThat(FailureText.rootCause("first\nlast\n\n")).isEqualTo("last");
        assertThat(FailureText.rootCause("")).isEmpty();
    }
}
