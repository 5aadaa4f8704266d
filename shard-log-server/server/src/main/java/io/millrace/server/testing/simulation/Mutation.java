package io.millrace.server.testing.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A deliberate fault of the engine, written as a file: what it does on the first line; then for each place a line
 * {@code @} with the source, from {@code shard-log-server} on, lines that begin with {@code -} and stand there once, and
 * lines that begin with {@code +} to put in their place.
 *
 * @param name of the file
 */
record Mutation(String name, String claim, List<Edit> edits) {
    private static final String SUFFIX = ".mutation";

    Mutation {
        edits = List.copyOf(edits);
    }

    /** One place where a mutant differs. */
    record Edit(Path source, String before, String after) {
        /** The source with this fault; refuses if the lines are not there exactly once. */
        String applyTo(String text) {
            int at = text.indexOf(before);
            if (before.isEmpty() || at < 0 || text.indexOf(before, at + 1) >= 0) {
                throw new IllegalStateException("not exactly once in %s:%n%s".formatted(source, before));
            }
            return text.substring(0, at) + after + text.substring(at + before.length());
        }
    }

    /** Every mutation of a directory, by name. */
    static List<Mutation> readAll(Path directory) throws IOException {
        List<Mutation> mutations;
        try (Stream<Path> files = Files.list(directory)) {
            mutations = files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .map(Mutation::read)
                    .toList();
        }
        if (mutations.isEmpty()) {
            throw new IOException("no mutation in " + directory);
        }
        return mutations;
    }

    private static Mutation read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            List<Edit> edits = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                if (line.startsWith("@ ")) {
                    edits.add(new Edit(Path.of(line.substring(2)), "", ""));
                    continue;
                }
                Edit edit = edits.removeLast();
                String text = line.substring(1) + "\n";
                edits.add(
                        line.startsWith("-")
                                ? new Edit(edit.source(), edit.before() + text, edit.after())
                                : new Edit(edit.source(), edit.before(), edit.after() + text));
            }
            String name = file.getFileName().toString();
            return new Mutation(name.substring(0, name.length() - SUFFIX.length()), lines.getFirst(), edits);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
