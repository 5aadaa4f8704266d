package io.millrace.frontdoor.policy;

import java.util.List;

/** A policy document. */
public record Policy(List<Statement> statements) {
    public Policy {
        statements = List.copyOf(statements);
    }

    /**
     * Reads the policy of a user.
     *
     * @throws IllegalArgumentException in one line, for anything it does not know
     */
    public static Policy ofUser(String json) {
        return PolicyParser.ofUser(json);
    }

    /** Reads the policy of a resource, whose statements name principals. */
    public static Policy ofResource(String json) {
        return PolicyParser.ofResource(json);
    }

    public Verdict judge(AccessRequest request) {
        Verdict verdict = Verdict.NONE;
        for (Statement statement : statements) {
            verdict = verdict.and(statement.judge(request));
        }
        return verdict;
    }

    /** Whether it asks about anything but caller, action and resource. */
    boolean hasConditions() {
        return statements.stream()
                .anyMatch(statement -> !statement.conditions().isEmpty()
                        || statement.resources().patterns().stream().anyMatch(pattern -> pattern.contains("${")));
    }
}
