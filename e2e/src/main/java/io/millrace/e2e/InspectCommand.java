package io.millrace.e2e;

import io.millrace.e2e.cli.Table;
import io.millrace.storage.LogInspection;
import io.millrace.storage.LogInspection.SegmentReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints and verifies what a log holds, and says what recovery would do with it. Writes nothing. */
@Command(
        name = "inspect",
        description = "Verify every segment, and say what recovery would do, without writing. Exit code 2 if it would"
                + " refuse.",
        mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
    private static final int REFUSED = 2;

    private static final List<String> HEADINGS =
            List.of("segment", "bytes", "whole", "batches", "runs", "records", "first arrival", "last arrival");

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The data directory of a server, or the directory of one log.")
    private Path directory;

    @Override
    public Integer call() throws IOException {
        Path streams = directory.resolve("kinesis").resolve("streams");
        Path log = directory.resolve("kinesis").resolve("log");
        if (!Files.isDirectory(log)) {
            return print("log", LogInspection.ofLog(directory));
        }
        int metadata = print("streams", LogInspection.ofMetadata(streams));
        return Math.max(metadata, print("records", LogInspection.ofLog(log)));
    }

    private int print(String name, LogInspection inspection) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(name);
        new Table(
                        HEADINGS,
                        inspection.segments().stream().map(InspectCommand::row).toList())
                .lines()
                .forEach(out::println);
        if (inspection.refusal().isPresent()) {
            out.println("recovery would refuse: " + inspection.refusal().get());
            return REFUSED;
        }
        if (inspection.changes().isEmpty()) {
            out.println("recovery would change nothing");
        }
        inspection.changes().forEach(change -> out.println("recovery would " + change));
        return 0;
    }

    private static List<String> row(SegmentReport segment) {
        return List.of(
                segment.name(),
                String.valueOf(segment.bytes()),
                String.valueOf(segment.wholeBytes()),
                String.valueOf(segment.batches()),
                String.valueOf(segment.runs()),
                String.valueOf(segment.records()),
                time(segment.firstArrivalMillis()),
                time(segment.lastArrivalMillis()));
    }

    private static String time(Optional<Long> millis) {
        return millis.map(time -> Instant.ofEpochMilli(time).toString()).orElse("");
    }
}
