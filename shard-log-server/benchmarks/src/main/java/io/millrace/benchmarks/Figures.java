package io.millrace.benchmarks;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Prints each figure as soon as it is known, in a line {@code name value unit}, and remembers it for the ratios. */
final class Figures {
    private final PrintStream out;
    private final Map<String, Double> values = new LinkedHashMap<>();

    Figures(PrintStream out) {
        this.out = out;
    }

    void print(String name, double value, String unit) {
        values.put(name, value);
        out.printf(Locale.ROOT, "%s %s %s%n", name, text(value), unit);
        out.flush();
    }

    /** Says of a figure why there is none. */
    void leaveOut(String name, String reason) {
        out.printf(Locale.ROOT, "%s - left out: %s%n", name, reason);
        out.flush();
    }

    /** Prints one figure over another, if both are known. */
    void printRatio(String name, String numerator, String denominator) {
        Optional<Double> over = find(numerator);
        Optional<Double> under = find(denominator);
        if (over.isPresent() && under.isPresent()) {
            print(name, over.get() / under.get(), "ratio");
        }
    }

    Optional<Double> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Three digits or more. */
    private static String text(double value) {
        double size = Math.abs(value);
        int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
