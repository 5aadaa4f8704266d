package io.millrace.server.testing.simulation;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the simulation over copies of the engine, each with one deliberate fault, and prints what caught it how soon. */
@Command(
        name = "mutate",
        description = "Shows that the simulation catches faults: runs it over copies of the engine that have one each.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class MutateCommand implements Callable<Integer> {
    private static final List<Path> SOURCES =
            List.of(Path.of("storage", "src", "main", "java"), Path.of("server", "src", "main", "java"));
    /** Needs JUnit, which is not on the launcher's class path; the simulation does without it. */
    private static final String CONTRACT = "LogStoreContract.java";

    private static final Pattern FAILURE = Pattern.compile("seed (\\d+), event \\d+: ([^:]*)");
    private static final int MINUTES_MAX = 5;

    @Option(
            names = "--seeds",
            description = "How many seeds at most (default: ${DEFAULT-VALUE}).",
            defaultValue = "2000")
    private long seeds;

    @Option(names = "--only", description = "Mutations whose names contain this text.", defaultValue = "")
    private String only;

    @Option(
            names = "--home",
            description = "The sources (default: where ./millrace stands).",
            defaultValue = "${sys:millrace.home}")
    private Path home;

    @Spec
    private CommandSpec spec;

    private MutateCommand() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new MutateCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Path modules = home.resolve("shard-log-server");
        int escaped = 0;
        out.println("| mutation | what it does | seeds | caught by |\n|---|---|---|---|");
        for (Mutation mutation : Mutation.readAll(modules.resolve("mutations"))) {
            if (mutation.name().contains(only)) {
                String caught = run(mutation, modules);
                escaped += caught.isEmpty() ? 1 : 0;
                out.println("| %s | %s | %s |"
                        .formatted(mutation.name(), mutation.claim(), caught.isEmpty() ? "none | - " : caught));
                out.flush();
            }
        }
        return escaped == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /** How many seeds it took and what did not hold; empty if all did. */
    private String run(Mutation mutation, Path modules) throws IOException, InterruptedException {
        Path classes = Files.createTempDirectory("mutation-");
        try {
            compile(mutation, modules, classes);
            return simulate(classes);
        } finally {
            delete(classes);
        }
    }

    private static void compile(Mutation mutation, Path modules, Path classes) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path sources : SOURCES) {
            try (Stream<Path> walk = Files.walk(modules.resolve(sources))) {
                walk.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> !file.endsWith(CONTRACT))
                        .forEach(files::add);
            }
        }
        for (Mutation.Edit edit : mutation.edits()) {
            Path original = modules.resolve(edit.source());
            Path mutated = classes.resolve(edit.source().getFileName());
            if (!files.remove(original)) {
                throw new IOException("%s is no source of the engine, or mutated twice".formatted(original));
            }
            files.add(Files.writeString(mutated, edit.applyTo(Files.readString(original))));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-d", classes.toString(), "-proc:none", "-nowarn", "-parameters");
            if (!compiler.getTask(errors, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call()) {
                throw new IOException("%s does not compile: %s".formatted(mutation.name(), errors));
            }
        }
    }

    private String simulate(Path classes) throws IOException, InterruptedException {
        Path output = classes.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        classes + File.pathSeparator + System.getProperty("java.class.path"),
                        SimulateCommand.class.getName(),
                        "--seeds",
                        Long.toString(seeds))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
            return "- | it does not end";
        }
        String text = Files.readString(output);
        Matcher failure = FAILURE.matcher(text);
        if (process.exitValue() == CommandLine.ExitCode.OK) {
            return "";
        }
        if (!failure.find()) {
            throw new IOException("the simulation ended with " + process.exitValue() + ": " + text);
        }
        return "%d | %s".formatted(Long.parseLong(failure.group(1)) + 1, failure.group(2));
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path file : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
