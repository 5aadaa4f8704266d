package io.millrace.benchmarks.compare;

import io.millrace.benchmarks.process.PeerServer;
import io.millrace.benchmarks.process.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each server answered, in the order in which they were asked. */
public final class Comparison {
    private final List<String> titles = new ArrayList<>();
    private final List<String> absent = new ArrayList<>();
    private final Map<String, List<String>> operations = new LinkedHashMap<>();
    private final Map<String, List<String>> features = new LinkedHashMap<>();

    /** Starts a server, asks it everything and ends it; one that cannot be started is told of below the table. */
    public void add(PeerServer.Kind kind, Scratch scratch, Path installation) {
        System.setProperty(Subject.CBOR_ENABLED, "false");
        try (PeerServer server = PeerServer.start(kind, scratch, installation);
                Subject subject = new Subject(server)) {
            titles.add((kind.title() + " " + server.version()).strip());
            ask(OperationProbes.all(), operations, subject);
            ask(FeatureProbes.all(), features, subject);
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage()).strip();
            absent.add(
                    "%s could not be run: %s".formatted(kind.title(), reason.substring(reason.lastIndexOf('\n') + 1)));
        }
    }

    private static void ask(List<Probe> probes, Map<String, List<String>> answers, Subject subject) {
        for (Probe probe : probes) {
            String answer = probe.answer(subject);
            System.err.println(subject.server().kind().title() + ": " + probe.name() + ": " + answer);
            answers.computeIfAbsent(probe.name(), name -> new ArrayList<>()).add(answer);
        }
    }

    public String table() {
        StringBuilder text = new StringBuilder();
        append(text, "operation", operations);
        text.append('\n');
        append(text, "feature", features);
        absent.forEach(line -> text.append('\n').append(line).append('\n'));
        return text.toString();
    }

    private void append(StringBuilder to, String what, Map<String, List<String>> rows) {
        row(to, what, titles);
        row(to, "---", titles.stream().map(title -> "---").toList());
        rows.forEach((name, answers) -> row(to, name, answers));
        row(to, "**yes, in all**", sums(rows));
    }

    private List<String> sums(Map<String, List<String>> rows) {
        List<String> sums = new ArrayList<>();
        for (int column = 0; column < titles.size(); column++) {
            int at = column;
            long yes = rows.values().stream()
                    .filter(answers -> answers.get(at).equals("yes"))
                    .count();
            sums.add("**%d of %d**".formatted(yes, rows.size()));
        }
        return sums;
    }

    private static void row(StringBuilder to, String first, List<String> rest) {
        to.append("| ")
                .append(first)
                .append(" | ")
                .append(String.join(" | ", rest))
                .append(" |\n");
    }
}
