package io.millrace.frontdoor;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;

/** Shows a caller's value as AWS's messages do, which is as Java prints it; never data of records. */
final class Echo {
    /** How much of a request an answer repeats at most for one violation, in characters. */
    private static final int CHARS_MAX = 4_096;

    private final StringBuilder text;
    private final Shape inner;

    /** @param inner the shape of what the value contains, if that is known */
    Echo(StringBuilder text, Shape inner) {
        this.text = text;
        this.inner = inner;
    }

    void append(@Nullable Object value) {
        if (text.length() > CHARS_MAX) {
            return;
        }
        switch (value) {
            case null -> text.append("null");
            case String string ->
                text.append(string.length() <= CHARS_MAX ? string : string.substring(0, CHARS_MAX) + "...");
            case SdkBytes bytes -> {
                int length = bytes.asByteArrayUnsafe().length;
                text.append("java.nio.HeapByteBuffer[pos=0 lim=%d cap=%d]".formatted(length, length));
            }
            case SdkPojo structure -> appendStructure(structure);
            case Collection<?> items -> appendItems(items);
            case Map<?, ?> entries -> appendEntries(entries);
            case Float number -> text.append(number(number));
            case Double number -> text.append(number(number));
            default -> text.append(value);
        }
    }

    /** AWS prints the class and the hash code of its own classes. */
    private void appendStructure(SdkPojo structure) {
        String name = inner instanceof Shape.Structure shape
                ? shape.model() + "." + shape.name()
                : structure.getClass().getSimpleName();
        text.append("com.amazonaws.").append(name).append('@').append(Integer.toHexString(structure.hashCode()));
    }

    private void appendItems(Collection<?> items) {
        text.append('[');
        String separator = "";
        for (Object item : items) {
            if (text.length() > CHARS_MAX) {
                text.append("...");
                break;
            }
            text.append(separator);
            append(item);
            separator = ", ";
        }
        text.append(']');
    }

    private void appendEntries(Map<?, ?> entries) {
        text.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            if (text.length() > CHARS_MAX) {
                text.append("...");
                break;
            }
            text.append(separator);
            append(entry.getKey());
            text.append('=');
            append(entry.getValue());
            separator = ", ";
        }
        text.append('}');
    }

    /** Without the fraction that a whole number does not have. */
    static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
