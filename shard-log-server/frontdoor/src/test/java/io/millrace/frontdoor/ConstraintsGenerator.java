package io.millrace.frontdoor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes a service's {@code constraints/<service>.json} from a model of the service: its operations, and of the shapes
 * that their inputs reach those that demand something.
 *
 * <pre>java -cp (the module's test class path) io.millrace.frontdoor.ConstraintsGenerator MODEL.json CONSTRAINTS.json</pre>
 */
final class ConstraintsGenerator {
    private final JsonNode shapes;
    private final Set<String> reached = new TreeSet<>();
    private final Set<String> demanding = new HashSet<>();

    private ConstraintsGenerator(JsonNode shapes) {
        this.shapes = shapes;
    }

    public static void main(String[] arguments) throws IOException {
        JsonNode model = new JsonMapper().readTree(Path.of(arguments[0]).toFile());
        Files.writeString(Path.of(arguments[1]), new ConstraintsGenerator(model.get("shapes")).generate(model));
    }

    /** One line an operation and a shape, so that a new model shows in a diff. */
    private String generate(JsonNode model) {
        ObjectNode operations = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> operation : model.get("operations").properties()) {
            String input = operation.getValue().path("input").asText();
            operations
                    .putObject(operation.getKey())
                    .put("input", input)
                    .put("answers", operation.getValue().has("output"));
            reach(input);
        }
        for (int known = -1; known < demanding.size(); ) {
            known = demanding.size();
            reached.stream().filter(this::demands).forEach(demanding::add);
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        reached.stream().filter(demanding::contains).forEach(name -> kept.set(name, compact(name)));
        String version = model.get("apiVersion").asText().replace("-", "");
        return """
                {"model": "%s.v%s", "jsonVersion": "%s", "operations": {
                %s}, "shapes": {
                %s}}
                """.formatted(
                        model.get("service").asText(),
                        version,
                        model.get("jsonVersion").asText(),
                        lines(operations),
                        lines(kept));
    }

    private static String lines(ObjectNode node) {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            lines.append(lines.isEmpty() ? "" : ",\n")
                    .append('"')
                    .append(entry.getKey())
                    .append("\": ")
                    .append(entry.getValue());
        }
        return lines.append('\n').toString();
    }

    private void reach(String name) {
        if (!shapes.has(name) || !reached.add(name)) {
            return;
        }
        JsonNode shape = shapes.get(name);
        shape.path("members")
                .properties()
                .forEach(member -> reach(member.getValue().asText()));
        reach(shape.path("member").asText());
        reach(shape.path("key").asText());
        reach(shape.path("value").asText());
    }

    private boolean demands(String name) {
        JsonNode shape = shapes.get(name);
        boolean itself = shape.has("min") || shape.has("max") || shape.has("pattern") || shape.has("enum");
        // A list or map may hold null, which is never allowed.
        boolean holds = shape.has("member") || shape.has("value");
        boolean member = shape.path("members").properties().stream()
                .anyMatch(entry -> required(shape, entry.getKey())
                        || demanding.contains(entry.getValue().asText()));
        return itself || holds || member;
    }

    private static boolean required(JsonNode shape, String member) {
        for (JsonNode name : shape.path("required")) {
            if (name.asText().equals(member)) {
                return true;
            }
        }
        return false;
    }

    private ObjectNode compact(String name) {
        JsonNode shape = shapes.get(name);
        ObjectNode compact = JsonNodeFactory.instance.objectNode();
        String type = shape.get("type").asText();
        switch (type) {
            case "integer", "long", "float", "double" -> compact.put("type", "number");
            default -> compact.put("type", type);
        }
        for (String constraint : new String[] {"min", "max", "pattern", "enum", "member", "key", "value"}) {
            if (shape.has(constraint)) {
                compact.set(constraint, shape.get(constraint));
            }
        }
        if (type.equals("structure")) {
            ObjectNode members = compact.putObject("members");
            shape.path("members")
                    .properties()
                    .forEach(entry -> addMember(
                            members, entry.getKey(), entry.getValue().asText(), required(shape, entry.getKey())));
        }
        return compact;
    }

    private void addMember(ObjectNode members, String name, String shape, boolean required) {
        if (!required && !demanding.contains(shape)) {
            return;
        }
        ObjectNode member = members.putObject(name);
        if (demanding.contains(shape)) {
            member.put("shape", shape);
        }
        if (required) {
            member.put("required", true);
        }
    }
}
