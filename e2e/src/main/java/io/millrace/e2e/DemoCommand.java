package io.millrace.e2e;

import io.millrace.e2e.cli.Progress;
import io.millrace.e2e.demo.Demo;
import io.millrace.e2e.demo.DemoResult;
import io.millrace.e2e.demo.FlightData;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** Runs the demonstration in a house of its own, which is gone afterwards. */
@Command(
        name = "demo",
        description = "20,000 real flights through every room, and the answer compared with the file.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final int WRONG_ANSWER = 2;

    @Override
    public Integer call() throws Exception {
        PrintStream out = System.out;
        Progress progress = new Progress(out, InstantSource.system());
        FlightData data = FlightData.load();
        Path directory = Files.createTempDirectory("millrace-demo");
        HouseConfig config = new HouseConfig(
                Installation.current(), directory, Map.of("data", directory.toString(), "port", "0"), 0);
        DemoResult result;
        try (House house = House.open(config)) {
            Thread closing = Shutdown.closeOnExit(house);
            progress.say("services at " + house.endpoint());
            result = new Demo(house, data, progress).run();
            print(out, result, house);
            Shutdown.forget(closing);
        }
        progress.say("stopped");
        List<String> differences = result.differences();
        differences.forEach(difference -> System.err.println("millrace: " + difference));
        if (differences.isEmpty()) {
            delete(directory);
            return 0;
        }
        System.err.println("millrace: the data and logs are left in " + directory);
        return WRONG_ANSWER;
    }

    private static void print(PrintStream out, DemoResult result, House house) {
        result.tables().forEach(table -> {
            out.println();
            table.lines().forEach(out::println);
        });
        out.println();
        house.endpoints().lines().forEach(out::println);
        out.println();
        out.flush();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(DemoCommand::deleteOne);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
