package io.millrace.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Prints each figure as soon as it is known, in a line {@code name value unit}, and remembers it for the ratios. */
final class Figures {
    private final PrintStream out;
    private final Map<String, List<Double>> values = new HashMap<>();

    Figures(PrintStream out) {
        this.out = out;
    }

    void print(String name, double value, String unit) {
        values.computeIfAbsent(name, first -> new ArrayList<>()).add(value);
        out.printf(Locale.ROOT, "%s %s %s%n", name, text(value), unit);
        out.flush();
    }

    /** Says of a figure why there is none. */
    void leaveOut(String name, String reason) {
        out.printf(Locale.ROOT, "%s - left out: %s%n", name, reason);
        out.flush();
    }

    /** Prints one figure over another, of each the median of the run's rounds, if both are known. */
    void printRatio(String name, String numerator, String denominator) {
        Optional<Double> over = find(numerator);
        Optional<Double> under = find(denominator);
        if (over.isPresent() && under.isPresent()) {
            print(name, over.get() / under.get(), "ratio");
        }
    }

    /** The median of what was printed under a name. */
    private Optional<Double> find(String name) {
        List<Double> all =
                values.getOrDefault(name, List.of()).stream().sorted().toList();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        int middle = all.size() / 2;
        return Optional.of(all.size() % 2 == 1 ? all.get(middle) : (all.get(middle - 1) + all.get(middle)) / 2);
    }

    /** Three digits or more. */
    private static String text(double value) {
        double size = Math.abs(value);
        int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
