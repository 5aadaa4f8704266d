package io.millrace.frontdoor.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads policy documents. What it does not know it refuses: a statement that is ignored may be the one that denies. */
final class PolicyParser {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Set<String> VERSIONS = Set.of("2012-10-17", "2008-10-17");
    private static final Set<String> MEMBERS = Set.of("Version", "Id", "Statement");
    private static final Set<String> STATEMENT_MEMBERS = Set.of(
            "Sid",
            "Effect",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Principal",
            "NotPrincipal",
            "Condition");

    /** Condition keys that requests have; a slash stands before the name of a tag. */
    private static final Set<String> KEYS = Set.of(
            "aws:currenttime",
            "aws:epochtime",
            "aws:principalaccount",
            "aws:principalarn",
            "aws:principaltype",
            "aws:requestedregion",
            "aws:securetransport",
            "aws:sourceip",
            "aws:tagkeys",
            "aws:useragent",
            "aws:userid",
            "aws:username");

    private static final List<String> TAG_KEYS = List.of("aws:resourcetag/", "aws:requesttag/");

    private final boolean ofResource;

    private PolicyParser(boolean ofResource) {
        this.ofResource = ofResource;
    }

    static Policy ofUser(String json) {
        return new PolicyParser(false).policy(read(json));
    }

    static Policy ofUser(JsonNode document) {
        return new PolicyParser(false).policy(document);
    }

    static Policy ofResource(String json) {
        return new PolicyParser(true).policy(read(json));
    }

    /** Throws {@link IllegalArgumentException} if the text is no object. */
    static JsonNode read(String json) {
        try {
            JsonNode root = JSON.readTree(json);
            if (root.isObject()) {
                return root;
            }
            throw new IllegalArgumentException("not a JSON object");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "not JSON, line %d: %s"
                            .formatted(
                                    e.getLocation() == null
                                            ? 0
                                            : e.getLocation().getLineNr(),
                                    e.getOriginalMessage()),
                    e);
        }
    }

    private Policy policy(JsonNode document) {
        if (!document.isObject()) {
            throw new IllegalArgumentException("a policy is an object");
        }
        checkMembers(document, MEMBERS, "a policy");
        JsonNode version = document.get("Version");
        if (version != null && !VERSIONS.contains(version.asText())) {
            throw new IllegalArgumentException("Version is none of a policy: " + version.asText());
        }
        JsonNode statements = document.get("Statement");
        if (statements == null || statements.isEmpty()) {
            throw new IllegalArgumentException("a policy has a Statement");
        }
        List<Statement> parsed = new ArrayList<>();
        for (JsonNode statement : statements.isArray() ? statements : List.of(statements)) {
            parsed.add(statement(statement));
        }
        return new Policy(parsed);
    }

    private Statement statement(JsonNode statement) {
        if (!statement.isObject()) {
            throw new IllegalArgumentException("a Statement is an object");
        }
        checkMembers(statement, STATEMENT_MEMBERS, "a Statement");
        String effect = statement.path("Effect").asText();
        if (!effect.equals("Allow") && !effect.equals("Deny")) {
            throw new IllegalArgumentException("Effect is Allow or Deny, not " + statement.get("Effect"));
        }
        Statement.Some actions = one(statement, "Action");
        actions.patterns().forEach(PolicyParser::checkAction);
        Statement.Some resources = one(statement, "Resource");
        checkResources(actions, resources);
        boolean hasPrincipal = statement.has("Principal") || statement.has("NotPrincipal");
        if (hasPrincipal != ofResource) {
            throw new IllegalArgumentException(
                    ofResource
                            ? "a Statement of a resource's policy has a Principal"
                            : "a Statement of a user's policy has no Principal");
        }
        Optional<Statement.Some> principals = ofResource ? Optional.of(principals(statement)) : Optional.empty();
        return new Statement(effect.equals("Allow"), actions, resources, principals, conditions(statement));
    }

    /** What the one of a member and its opposite says that is there. */
    private static Statement.Some one(JsonNode statement, String name) {
        boolean except = statement.has("Not" + name);
        if (except == statement.has(name)) {
            throw new IllegalArgumentException("a Statement has either %s or Not%s".formatted(name, name));
        }
        return new Statement.Some(texts(statement.get(except ? "Not" + name : name), name), except);
    }

    private static void checkAction(String action) {
        if (!action.equals("*") && !action.matches("[a-zA-Z0-9*?-]+:[a-zA-Z0-9*?]+")) {
            throw new IllegalArgumentException("Action is none: " + action);
        }
    }

    /** What a statement about a service whose requests name no resource says of one would never be met. */
    private static void checkResources(Statement.Some actions, Statement.Some resources) {
        boolean named = !actions.except()
                && actions.patterns().stream()
                        .map(action -> action.toLowerCase(Locale.ROOT))
                        .allMatch(action -> action.startsWith("kinesis:") || action.startsWith("kms:"));
        boolean everything = !resources.except() && resources.patterns().equals(List.of("*"));
        if (!named && !everything) {
            throw new IllegalArgumentException(
                    "Resource can be other than * in a Statement of kinesis and kms actions alone, not of "
                            + actions.patterns());
        }
        for (String resource : resources.patterns()) {
            if (!resource.equals("*") && !resource.startsWith("arn:")) {
                throw new IllegalArgumentException("Resource is neither * nor an ARN: " + resource);
            }
        }
    }

    private static Statement.Some principals(JsonNode statement) {
        boolean except = statement.has("NotPrincipal");
        if (except && statement.has("Principal")) {
            throw new IllegalArgumentException("a Statement has either Principal or NotPrincipal");
        }
        JsonNode node = statement.get(except ? "NotPrincipal" : "Principal");
        if (node.isTextual() && node.asText().equals("*")) {
            return new Statement.Some(List.of("*"), except);
        }
        if (!node.isObject() || node.size() != 1 || !node.has("AWS")) {
            throw new IllegalArgumentException("Principal is * or {\"AWS\": ...}");
        }
        List<String> principals = texts(node.get("AWS"), "Principal");
        for (String principal : principals) {
            if (!principal.equals("*") && !principal.matches("\\d{12}|arn:aws:iam::\\d{12}:(root|user/\\S+)")) {
                throw new IllegalArgumentException("Principal is no user or account: " + principal);
            }
        }
        return new Statement.Some(principals, except);
    }

    private static List<Condition> conditions(JsonNode statement) {
        List<Condition> conditions = new ArrayList<>();
        JsonNode node = statement.get("Condition");
        if (node == null) {
            return conditions;
        }
        if (!node.isObject()) {
            throw new IllegalArgumentException("Condition is an object");
        }
        for (Map.Entry<String, JsonNode> operator : node.properties()) {
            if (!operator.getValue().isObject()) {
                throw new IllegalArgumentException("Condition %s is an object".formatted(operator.getKey()));
            }
            for (Map.Entry<String, JsonNode> key : operator.getValue().properties()) {
                conditions.add(condition(operator.getKey(), key.getKey(), texts(key.getValue(), key.getKey())));
            }
        }
        return conditions;
    }

    private static Condition condition(String wireName, String key, List<String> values) {
        checkKey(key);
        String name = wireName;
        Condition.Quantifier quantifier = Condition.Quantifier.ONE;
        if (name.startsWith("ForAllValues:")) {
            quantifier = Condition.Quantifier.ALL;
        } else if (name.startsWith("ForAnyValue:")) {
            quantifier = Condition.Quantifier.ANY;
        }
        name = name.substring(name.indexOf(':') + 1);
        boolean ifExists = name.endsWith("IfExists");
        String bare = ifExists ? name.substring(0, name.length() - "IfExists".length()) : name;
        for (Operator operator : Operator.values()) {
            if (operator.wireName().equals(bare) && !(ifExists && operator == Operator.NULL)) {
                values.forEach(operator::check);
                return new Condition(operator, quantifier, ifExists, key, values);
            }
        }
        throw new IllegalArgumentException("unknown condition operator: " + wireName);
    }

    private static void checkVariable(String name) {
        if (name.length() != 1 || !"*?$".contains(name)) {
            checkKey(name);
        }
    }

    private static void checkKey(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        if (!KEYS.contains(lower) && TAG_KEYS.stream().noneMatch(lower::startsWith)) {
            throw new IllegalArgumentException("unknown condition key: " + key);
        }
    }

    private static List<String> texts(JsonNode node, String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode each : node.isArray() ? node : List.of(node)) {
            if (!each.isValueNode() || each.isNull()) {
                throw new IllegalArgumentException(name + " is a text or a list of texts");
            }
            Wildcards.variables(each.asText()).forEach(PolicyParser::checkVariable);
            texts.add(each.asText());
        }
        if (texts.isEmpty()) {
            throw new IllegalArgumentException(name + " is empty");
        }
        return texts;
    }

    static void checkMembers(JsonNode node, Set<String> known, String what) {
        Set<String> unknown = new HashSet<>();
        node.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s has no member %s".formatted(what, unknown.iterator().next()));
        }
    }
}
