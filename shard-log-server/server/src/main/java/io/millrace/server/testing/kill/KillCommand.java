package io.millrace.server.testing.kill;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes rounds of {@link KillRounds}, and ends with 1 if a promise is broken. */
@Command(
        name = "kill",
        description = "Kills a server's process under load, time and again, and looks for what it had promised.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class KillCommand implements Callable<Integer> {
    private static final int PROGRESS_KILLS = 10;

    @Option(names = "--rounds", description = "How many kills (default: ${DEFAULT-VALUE}).", defaultValue = "50")
    private int rounds;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "On the disk to use; what is written there is deleted, unless a promise is broken.")
    private @Nullable Path data;

    @Spec
    private CommandSpec spec;

    private KillCommand() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new KillCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        // The SDK's client logs every connection that a kill resets.
        ((Logger) LoggerFactory.getLogger("io.netty")).setLevel(Level.ERROR);
        PrintWriter out = spec.commandLine().getOut();
        Path directory = data == null
                ? Files.createTempDirectory("millrace-kill-")
                : Files.createTempDirectory(Files.createDirectories(data), "kill-");
        try {
            KillRounds.Report report = new KillRounds(directory, System.nanoTime()).run(rounds, kill -> {
                if (kill % PROGRESS_KILLS == 0) {
                    out.println(kill + " kills");
                    out.flush();
                }
            });
            print(out, report);
            delete(directory);
            return CommandLine.ExitCode.OK;
        } catch (AssertionError e) {
            e.printStackTrace(out);
            out.println("a promise is broken; what the server left is in " + directory);
            out.flush();
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private static void print(PrintWriter out, KillRounds.Report report) {
        out.println("kills " + report.kills() + " processes");
        out.println("sent " + report.sent() + " records");
        out.println("acknowledged " + report.acknowledged() + " records");
        out.println("found " + report.found() + " records");
        out.println("read_meanwhile " + report.seen() + " records");
        out.println("created_and_deleted " + report.streams() + " streams");
        out.println("split_or_merged " + report.shards() + " shards");
        out.println("encryption_begun_or_ended " + report.encryptions() + " times");
        out.println("lost 0 records");
        out.println("doubled 0 records");
        out.flush();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
