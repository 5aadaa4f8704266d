package io.millrace.frontdoor.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.util.Locale;

/** AWS's words for a value of a wrong type, as observed on its services. */
final class Mismatches {
    private static final String LIST = "Start of list found where not expected";
    private static final String STRUCTURE = "Start of structure or map found where not expected.";

    private Mismatches() {}

    /** @param expected with its article, such as {@code a String} */
    static TypeMismatchException scalar(JsonParser parser, String expected) {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_ARRAY -> new TypeMismatchException(LIST);
            case START_OBJECT -> new TypeMismatchException(STRUCTURE);
            default -> new TypeMismatchException(name(token) + " can not be converted to " + expected);
        };
    }

    static TypeMismatchException instant(JsonParser parser) {
        return scalar(parser, "milliseconds since epoch");
    }

    static TypeMismatchException list(JsonParser parser) {
        return new TypeMismatchException(
                parser.currentToken() == JsonToken.START_OBJECT ? STRUCTURE : "Expected list or null");
    }

    static TypeMismatchException map(JsonParser parser) {
        return new TypeMismatchException(
                parser.currentToken() == JsonToken.START_ARRAY ? LIST : "Expected map or null");
    }

    static TypeMismatchException structure(JsonParser parser) {
        return new TypeMismatchException(parser.currentToken() == JsonToken.START_ARRAY ? LIST : "Expected null");
    }

    private static String name(JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> "STRING_VALUE";
            case VALUE_NUMBER_INT -> "NUMBER_VALUE";
            case VALUE_NUMBER_FLOAT -> "DECIMAL_VALUE";
            case VALUE_TRUE -> "TRUE_VALUE";
            case VALUE_FALSE -> "FALSE_VALUE";
            case VALUE_EMBEDDED_OBJECT -> "BLOB_VALUE";
            default -> token.name().toUpperCase(Locale.ROOT);
        };
    }
}
