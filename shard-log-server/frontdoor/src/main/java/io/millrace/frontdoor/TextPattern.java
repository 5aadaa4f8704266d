package io.millrace.frontdoor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A regular expression of a model, matched against a caller's text without letting the caller choose how long that
 * takes: text that needs more steps than any valid text does not match.
 */
final class TextPattern {
    /** {@code ([...])*}, which the JDK matches by recursion, one level a character. */
    private static final Pattern REPEATED_CLASS = Pattern.compile("\\((\\[[^\\[\\]]*])\\)\\*");

    private static final long STEPS_MAX = 20_000_000;

    private final String text;
    private final Pattern pattern;

    TextPattern(String text) {
        this.text = text;
        Matcher repeated = REPEATED_CLASS.matcher(text);
        this.pattern = Pattern.compile(repeated.matches() ? repeated.group(1) + "*+" : text);
    }

    boolean matches(String value) {
        try {
            return pattern.matcher(new Metered(value, 0, value.length(), new Steps()))
                    .matches();
        } catch (OutOfStepsException | StackOverflowError e) {
            return false;
        }
    }

    /** As the model spells it. */
    @Override
    public String toString() {
        return text;
    }

    /** Counts every look of the matcher at a character. */
    private record Metered(String value, int start, int end, Steps steps) implements CharSequence {
        @Override
        public int length() {
            return end - start;
        }

        @Override
        public char charAt(int index) {
            steps.take();
            return value.charAt(start + index);
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            return new Metered(value, start + from, start + to, steps);
        }

        @Override
        public String toString() {
            return value.substring(start, end);
        }
    }

    private static final class Steps {
        private long taken;

        void take() {
            if (++taken > STEPS_MAX) {
                throw new OutOfStepsException();
            }
        }
    }

    private static final class OutOfStepsException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OutOfStepsException() {
            super("out of steps", null, false, false);
        }
    }
}
