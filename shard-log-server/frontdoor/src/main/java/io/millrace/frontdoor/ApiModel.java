package io.millrace.frontdoor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the SDK's classes do not know of an AWS API: its operations and the constraints of their inputs, from the
 * resource {@code constraints/<service>.json}.
 *
 * @param jsonVersion of the content type, such as {@code 1.1}
 * @param operations by name, built or not
 */
record ApiModel(String jsonVersion, Map<String, Signature> operations, Map<String, Shape> shapes) {
    ApiModel {
        operations = Map.copyOf(operations);
        shapes = Map.copyOf(shapes);
    }

    /**
     * An operation's input and output.
     *
     * @param input the name of the request's shape
     * @param answers whether success has a body
     */
    record Signature(String input, boolean answers) {}

    Shape shape(String name) {
        return shapes.getOrDefault(name, Shape.ANY);
    }

    /** Throws {@link IllegalArgumentException} if there is no such resource. */
    static ApiModel load(String service) {
        String resource = "constraints/" + service + ".json";
        try (InputStream stream = ApiModel.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalArgumentException(
                        "no model of the API " + service + " on the class path: " + resource);
            }
            return read(new JsonMapper().readTree(stream));
        } catch (IOException e) {
            throw new UncheckedIOException("unreadable resource " + resource, e);
        }
    }

    private static ApiModel read(JsonNode root) {
        Map<String, Signature> operations = new HashMap<>();
        root.get("operations")
                .properties()
                .forEach(entry -> operations.put(
                        entry.getKey(),
                        new Signature(
                                entry.getValue().get("input").asText(),
                                entry.getValue().get("answers").asBoolean())));
        String model = root.get("model").asText();
        Map<String, Shape> shapes = new HashMap<>();
        root.get("shapes")
                .properties()
                .forEach(entry -> shapes.put(entry.getKey(), readShape(model, entry.getKey(), entry.getValue())));
        return new ApiModel(root.get("jsonVersion").asText(), operations, shapes);
    }

    private static Shape readShape(String model, String name, JsonNode node) {
        String type = node.get("type").asText();
        return switch (type) {
            case "structure" -> new Shape.Structure(model, name, readMembers(node));
            case "list" ->
                new Shape.Sequence(readLength(node), node.path("member").asText());
            case "map" ->
                new Shape.Table(
                        readLength(node),
                        node.path("key").asText(),
                        node.path("value").asText());
            case "string" -> readText(node);
            case "number" ->
                new Shape.Range(
                        node.has("min") ? OptionalDouble.of(node.get("min").asDouble()) : OptionalDouble.empty(),
                        node.has("max") ? OptionalDouble.of(node.get("max").asDouble()) : OptionalDouble.empty());
            case "blob" -> new Shape.Blob(readLength(node));
            default -> throw new IllegalArgumentException("unknown type of shape %s: %s".formatted(name, type));
        };
    }

    private static List<Shape.Member> readMembers(JsonNode node) {
        List<Shape.Member> members = new ArrayList<>();
        node.get("members")
                .properties()
                .forEach(entry -> members.add(new Shape.Member(
                        entry.getKey(),
                        entry.getValue().path("shape").asText(),
                        entry.getValue().path("required").asBoolean())));
        return members;
    }

    private static Shape.Text readText(JsonNode node) {
        Optional<TextPattern> pattern =
                Optional.ofNullable(node.get("pattern")).map(JsonNode::asText).map(TextPattern::new);
        List<String> allowed = new ArrayList<>();
        node.path("enum").forEach(value -> allowed.add(value.asText()));
        return new Shape.Text(readLength(node), pattern, allowed);
    }

    private static Shape.Length readLength(JsonNode node) {
        return new Shape.Length(
                node.has("min") ? OptionalLong.of(node.get("min").asLong()) : OptionalLong.empty(),
                node.has("max") ? OptionalLong.of(node.get("max").asLong()) : OptionalLong.empty());
    }
}
