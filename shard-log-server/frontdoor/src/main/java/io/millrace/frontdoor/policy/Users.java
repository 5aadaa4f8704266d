package io.millrace.frontdoor.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What each user may do, by name. The file is an object of two members: {@code Policies} has policy documents by name,
 * {@code Users} has for each user the names of its {@code Policies}, and its {@code Account} if that is not the server's.
 */
record Users(Map<String, User> byName) {
    Users {
        byName = Map.copyOf(byName);
    }

    /** @param account empty for the server's own */
    record User(String account, List<Policy> policies) {
        User {
            policies = List.copyOf(policies);
        }

        Verdict judge(AccessRequest request) {
            Verdict verdict = Verdict.NONE;
            for (Policy policy : policies) {
                verdict = verdict.and(policy.judge(request));
            }
            return verdict;
        }

        boolean hasConditions() {
            return policies.stream().anyMatch(Policy::hasConditions);
        }
    }

    /** Throws {@link IllegalArgumentException}, in one line that says where, for anything it does not know. */
    static Users parse(String json) {
        JsonNode root = PolicyParser.read(json);
        PolicyParser.checkMembers(root, Set.of("Policies", "Users"), "the file");
        checkObject(root.path("Policies"), "Policies");
        checkObject(root.path("Users"), "Users");
        Map<String, Policy> policies = new HashMap<>();
        for (Map.Entry<String, JsonNode> policy : root.path("Policies").properties()) {
            try {
                policies.put(policy.getKey(), PolicyParser.ofUser(policy.getValue()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("policy %s: %s".formatted(policy.getKey(), e.getMessage()), e);
            }
        }
        Map<String, User> users = new HashMap<>();
        for (Map.Entry<String, JsonNode> user : root.path("Users").properties()) {
            users.put(user.getKey(), user(user.getKey(), user.getValue(), policies));
        }
        return new Users(users);
    }

    private static void checkObject(JsonNode node, String what) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(what + " is missing or no object");
        }
    }

    private static User user(String name, JsonNode node, Map<String, Policy> policies) {
        checkObject(node, "user " + name);
        PolicyParser.checkMembers(node, Set.of("Policies", "Account"), "user " + name);
        if (!node.path("Policies").isArray()) {
            throw new IllegalArgumentException("user %s: Policies is missing or no list".formatted(name));
        }
        String account = node.path("Account").asText();
        if (!account.matches("\\d{12}|")) {
            throw new IllegalArgumentException("user %s: Account is not of 12 digits".formatted(name));
        }
        List<Policy> own = new ArrayList<>();
        for (JsonNode policy : node.path("Policies")) {
            Policy known = policies.get(policy.asText());
            if (known == null) {
                throw new IllegalArgumentException("user %s: there is no policy %s".formatted(name, policy.asText()));
            }
            own.add(known);
        }
        return new User(account, own);
    }
}
