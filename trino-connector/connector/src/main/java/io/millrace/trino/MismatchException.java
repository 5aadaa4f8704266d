package io.millrace.trino;

/** A JSON value is not one of the type wanted. */
final class MismatchException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN_CHARACTERS_MAX = 100;

    MismatchException(String text, String type) {
        super(
                "%s is not %s".formatted(shorten(text), type),
                null,
                // One may be thrown for each of millions of records; nobody looks at where.
                false,
                false);
    }

    private static String shorten(String text) {
        return text.length() <= SHOWN_CHARACTERS_MAX ? text : text.substring(0, SHOWN_CHARACTERS_MAX) + "...";
    }
}
