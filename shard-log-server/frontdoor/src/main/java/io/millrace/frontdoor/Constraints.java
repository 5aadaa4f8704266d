package io.millrace.frontdoor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** Checks requests against an API's model, and says in AWS's words what is wrong with them. */
final class Constraints {
    private final ApiModel model;

    Constraints(ApiModel model) {
        this.model = model;
    }

    /** Throws {@link ApiException} that names everything wrong with the input at once, as far as AWS goes on naming. */
    void check(String shape, SdkPojo input) {
        Violations violations = new Violations();
        check(model.shape(shape), input, "", violations);
        violations.throwIfAny();
    }

    private void check(Shape shape, Object value, String path, Violations violations) {
        if (violations.full()) {
            return;
        }
        switch (shape) {
            case Shape.Structure structure -> checkMembers(structure, (SdkPojo) value, path, violations);
            case Shape.Sequence sequence -> checkItems(sequence, (List<?>) value, path, violations);
            case Shape.Table table -> checkEntries(table, (Map<?, ?>) value, path, violations);
            case Shape.Text text -> report(phrases(text, (String) value), value, path, violations);
            case Shape.Range range -> report(phrases(range, (Number) value), value, path, violations);
            case Shape.Blob blob -> {
                int bytes = ((SdkBytes) value).asByteArrayUnsafe().length;
                report(phrases(blob.length(), bytes), value, path, violations);
            }
            case Shape.Any any -> {}
        }
    }

    private void checkMembers(Shape.Structure structure, SdkPojo value, String path, Violations violations) {
        Map<String, SdkField<?>> fields = value.sdkFieldNameToField();
        for (Shape.Member member : structure.members()) {
            SdkField<?> field = fields.get(member.name());
            Object memberValue = field == null ? null : present(field.getValueOrDefault(value));
            String memberPath = (path.isEmpty() ? "" : path + ".") + camelCase(member.name());
            if (memberValue != null) {
                check(model.shape(member.shape()), memberValue, memberPath, violations);
            } else if (member.required()) {
                violations.add("null", memberPath, "Member must not be null");
            }
        }
    }

    private static @Nullable Object present(@Nullable Object value) {
        return value instanceof SdkAutoConstructList || value instanceof SdkAutoConstructMap ? null : value;
    }

    private void checkItems(Shape.Sequence sequence, List<?> items, String path, Violations violations) {
        Shape itemShape = model.shape(sequence.item());
        report(phrases(sequence.length(), items.size()), items, itemShape, path, violations);
        int position = 0;
        for (Object item : items) {
            position++;
            String itemPath = path + "." + position + ".member";
            if (item == null) {
                violations.add("null", itemPath, "Member must not be null");
            } else if (composite(itemShape)) {
                check(itemShape, item, itemPath, violations);
            } else if (broken(itemShape, item)) {
                String phrase = "Member must satisfy constraint: " + all(itemShape);
                violations.add(quoted(items, itemShape), path, phrase);
                return;
            }
        }
    }

    private void checkEntries(Shape.Table table, Map<?, ?> entries, String path, Violations violations) {
        Shape keyShape = model.shape(table.key());
        Shape valueShape = model.shape(table.value());
        report(phrases(table.length(), entries.size()), entries, valueShape, path, violations);
        if (entries.keySet().stream().anyMatch(key -> broken(keyShape, key))) {
            violations.add(quoted(entries, valueShape), path, "Map keys must satisfy constraint: " + all(keyShape));
        }
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            Object value = entry.getValue();
            String valuePath = path + "." + entry.getKey() + ".member";
            if (value == null) {
                violations.add("null", valuePath, "Member must not be null");
            } else if (composite(valueShape)) {
                check(valueShape, value, valuePath, violations);
            } else if (broken(valueShape, value)) {
                String phrase = "Map value must satisfy constraint: " + all(valueShape);
                violations.add(quoted(entries, valueShape), path, phrase);
                return;
            }
        }
    }

    /** Whether violations inside a value have paths of their own; AWS reports those of plain items at their list. */
    private static boolean composite(Shape shape) {
        return shape instanceof Shape.Structure || shape instanceof Shape.Sequence || shape instanceof Shape.Table;
    }

    private boolean broken(Shape shape, Object value) {
        Violations violations = new Violations();
        check(shape, value, "", violations);
        return violations.any();
    }

    private void report(List<String> phrases, Object value, String path, Violations violations) {
        report(phrases, value, Shape.ANY, path, violations);
    }

    private void report(List<String> phrases, Object value, Shape inner, String path, Violations violations) {
        for (String phrase : phrases) {
            violations.add(quoted(value, inner), path, phrase);
        }
    }

    /** Empty for data, which messages do not repeat. */
    private String quoted(Object value, Shape inner) {
        if (value instanceof SdkBytes || (holdsData(inner) && value instanceof List<?> items && !items.isEmpty())) {
            return "";
        }
        StringBuilder text = new StringBuilder("'");
        new Echo(text, inner).append(value);
        return text.append('\'').toString();
    }

    private boolean holdsData(Shape shape) {
        return shape instanceof Shape.Structure structure
                && structure.members().stream().anyMatch(member -> model.shape(member.shape()) instanceof Shape.Blob);
    }

    private static List<String> phrases(Shape.Text shape, String value) {
        List<String> phrases = new ArrayList<>();
        if (!shape.allowed().isEmpty() && !shape.allowed().contains(value)) {
            phrases.add(enumPhrase(shape));
        }
        boolean tooLong = value.length() > shape.length().max().orElse(Long.MAX_VALUE);
        // No pattern allows what the length forbids, and matching takes time that grows with the length.
        if (!tooLong
                && shape.pattern().filter(pattern -> !pattern.matches(value)).isPresent()) {
            phrases.add(patternPhrase(shape));
        }
        phrases.addAll(phrases(shape.length(), value.codePointCount(0, value.length())));
        return phrases;
    }

    private static List<String> phrases(Shape.Range shape, Number value) {
        List<String> phrases = new ArrayList<>();
        shape.min().stream().filter(min -> value.doubleValue() < min).forEach(min -> phrases.add(minPhrase(min)));
        shape.max().stream().filter(max -> value.doubleValue() > max).forEach(max -> phrases.add(maxPhrase(max)));
        return phrases;
    }

    private static List<String> phrases(Shape.Length length, long actual) {
        List<String> phrases = new ArrayList<>();
        if (actual < length.min().orElse(0)) {
            phrases.add(shortestPhrase(length.min()));
        }
        if (actual > length.max().orElse(Long.MAX_VALUE)) {
            phrases.add(longestPhrase(length.max()));
        }
        return phrases;
    }

    /** Every constraint of a plain shape, kept or not, in the order in which AWS lists them. */
    private static List<String> all(Shape shape) {
        List<String> phrases = new ArrayList<>();
        switch (shape) {
            case Shape.Text text -> {
                addLength(text.length(), phrases);
                text.pattern().ifPresent(pattern -> phrases.add(patternPhrase(text)));
                if (!text.allowed().isEmpty()) {
                    phrases.add(enumPhrase(text));
                }
            }
            case Shape.Range range -> {
                range.max().ifPresent(max -> phrases.add(maxPhrase(max)));
                range.min().ifPresent(min -> phrases.add(minPhrase(min)));
            }
            case Shape.Blob blob -> addLength(blob.length(), phrases);
            case Shape.Structure structure -> {}
            case Shape.Sequence sequence -> {}
            case Shape.Table table -> {}
            case Shape.Any any -> {}
        }
        return phrases;
    }

    private static void addLength(Shape.Length length, List<String> phrases) {
        if (length.max().isPresent()) {
            phrases.add(longestPhrase(length.max()));
        }
        if (length.min().isPresent()) {
            phrases.add(shortestPhrase(length.min()));
        }
    }

    private static String shortestPhrase(OptionalLong min) {
        return "Member must have length greater than or equal to " + min.orElseThrow();
    }

    private static String longestPhrase(OptionalLong max) {
        return "Member must have length less than or equal to " + max.orElseThrow();
    }

    private static String minPhrase(double min) {
        return "Member must have value greater than or equal to " + Echo.number(min);
    }

    private static String maxPhrase(double max) {
        return "Member must have value less than or equal to " + Echo.number(max);
    }

    private static String patternPhrase(Shape.Text shape) {
        return "Member must satisfy regular expression pattern: "
                + shape.pattern().orElseThrow();
    }

    private static String enumPhrase(Shape.Text shape) {
        return "Member must satisfy enum value set: " + shape.allowed();
    }

    private static String camelCase(String member) {
        return Character.toLowerCase(member.charAt(0)) + member.substring(1);
    }
}
