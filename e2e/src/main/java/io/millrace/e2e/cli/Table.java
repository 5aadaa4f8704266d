package io.millrace.e2e.cli;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows under headings, every column as wide as its widest cell. Numbers are set to the right. */
public record Table(List<String> headings, List<List<String>> rows) {
    private static final String GAP = "  ";

    public Table {
        headings = List.copyOf(headings);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<String> row : rows) {
            if (row.size() != headings.size()) {
                throw new IllegalArgumentException(
                        "a row of %d cells under %d headings".formatted(row.size(), headings.size()));
            }
        }
    }

    /** The table's lines: headings, a rule, then the rows. */
    public List<String> lines() {
        int[] widths = IntStream.range(0, headings.size()).map(this::width).toArray();
        boolean[] right = new boolean[widths.length];
        for (int column = 0; column < widths.length; column++) {
            right[column] = numeric(column);
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(headings, widths, right));
        lines.add(IntStream.of(widths).mapToObj("-"::repeat).collect(joining(GAP)));
        rows.forEach(row -> lines.add(line(row, widths, right)));
        return List.copyOf(lines);
    }

    private int width(int column) {
        return IntStream.concat(
                        IntStream.of(characters(headings.get(column))),
                        rows.stream().mapToInt(row -> characters(row.get(column))))
                .max()
                .orElseThrow();
    }

    private boolean numeric(int column) {
        return !rows.isEmpty() && rows.stream().allMatch(row -> row.get(column).matches("-?[0-9][0-9,.]*"));
    }

    private static String line(List<String> cells, int[] widths, boolean[] right) {
        return IntStream.range(0, widths.length)
                .mapToObj(column -> pad(cells.get(column), widths[column], right[column]))
                .collect(joining(GAP))
                .stripTrailing();
    }

    private static String pad(String cell, int width, boolean right) {
        String blanks = " ".repeat(width - characters(cell));
        return right ? blanks + cell : cell + blanks;
    }

    private static int characters(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
