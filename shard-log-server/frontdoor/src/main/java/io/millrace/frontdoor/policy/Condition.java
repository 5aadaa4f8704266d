package io.millrace.frontdoor.policy;

import java.util.List;
import java.util.Optional;

/**
 * One key that a statement asks about.
 *
 * @param ifExists whether a request without the key meets it
 * @param values one of which must fit, or none if the operator is negated
 */
record Condition(Operator operator, Quantifier quantifier, boolean ifExists, String key, List<String> values) {
    /** Which of the values that a request has must fit. */
    enum Quantifier {
        /** The one that there is; of several, any. */
        ONE,
        ANY,
        /** All, of which there may be none. */
        ALL
    }

    Condition {
        values = List.copyOf(values);
    }

    boolean isMetBy(AccessRequest request) {
        Optional<List<String>> given = request.values(key).filter(list -> !list.isEmpty());
        if (operator == Operator.NULL) {
            return values.stream().anyMatch(value -> Boolean.parseBoolean(value) == given.isEmpty());
        }
        if (given.isEmpty()) {
            return ifExists || quantifier == Quantifier.ALL || (operator.isNegated() && quantifier == Quantifier.ONE);
        }
        List<String> wanted = values.stream()
                .flatMap(value -> Wildcards.resolve(value, request).stream())
                .toList();
        return quantifier == Quantifier.ALL
                ? given.get().stream().allMatch(value -> fits(value, wanted))
                : given.get().stream().anyMatch(value -> fits(value, wanted));
    }

    private boolean fits(String value, List<String> wanted) {
        return wanted.stream()
                        .anyMatch(
                                each -> operator.same(value, operator.takesPatterns() ? each : Wildcards.literal(each)))
                != operator.isNegated();
    }
}
