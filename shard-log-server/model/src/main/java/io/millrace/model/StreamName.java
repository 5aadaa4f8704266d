package io.millrace.model;

import java.util.regex.Pattern;

/** A stream's name: 1 to 128 of {@code a-zA-Z0-9_.-}. */
public record StreamName(String value) implements Comparable<StreamName> {
    private static final Pattern ALLOWED = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");

    public StreamName {
        if (!ALLOWED.matcher(value).matches()) {
            throw new IllegalArgumentException("not a stream name: " + value);
        }
    }

    @Override
    public int compareTo(StreamName that) {
        return value.compareTo(that.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
