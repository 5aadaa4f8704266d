package io.millrace.frontdoor.policy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One statement of a policy.
 *
 * @param actions whom it is about, or all but whom
 * @param resources likewise
 * @param principals of a policy of a resource; empty in one of a user
 */
record Statement(boolean allows, Some actions, Some resources, Optional<Some> principals, List<Condition> conditions) {
    /**
     * Patterns, or everything but them.
     *
     * @param except whether it is everything but them
     */
    record Some(List<String> patterns, boolean except) {
        Some {
            patterns = List.copyOf(patterns);
        }
    }

    Statement {
        conditions = List.copyOf(conditions);
    }

    Verdict judge(AccessRequest request) {
        boolean applies = hasAction(request.action())
                && hasResource(request)
                && principals.filter(some -> !hasPrincipal(some, request)).isEmpty()
                && conditions.stream().allMatch(condition -> condition.isMetBy(request));
        if (!applies) {
            return Verdict.NONE;
        }
        return allows ? Verdict.ALLOW : Verdict.DENY;
    }

    private boolean hasAction(String action) {
        String any = action.toLowerCase(Locale.ROOT);
        return actions.patterns().stream().anyMatch(pattern -> Wildcards.matches(pattern.toLowerCase(Locale.ROOT), any))
                != actions.except();
    }

    private boolean hasResource(AccessRequest request) {
        return resources.patterns().stream()
                        .flatMap(pattern -> Wildcards.resolve(pattern, request).stream())
                        .anyMatch(pattern -> Wildcards.matches(pattern, request.resource()))
                != resources.except();
    }

    private boolean hasPrincipal(Some some, AccessRequest request) {
        Caller caller = request.caller();
        // To allow an account what is its own leaves that to the policies of its users.
        boolean asAccount = !allows || some.except() || !request.resource().contains(":" + caller.account() + ":");
        return some.patterns().stream()
                        .anyMatch(principal -> principal.equals("*")
                                || principal.equals(caller.arn())
                                || (asAccount && isAccount(principal, caller)))
                != some.except();
    }

    private static boolean isAccount(String principal, Caller caller) {
        return principal.equals(caller.account())
                || principal.equals("arn:aws:iam::%s:root".formatted(caller.account()));
    }
}
