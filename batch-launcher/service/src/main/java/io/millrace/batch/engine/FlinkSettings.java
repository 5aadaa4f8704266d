package io.millrace.batch.engine;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * How Flink's processes are run.
 *
 * @param home a Flink distribution ({@code flink.home}); no cluster starts without one
 * @param jobManagerMemory of the whole process, as Flink writes sizes ({@code flink.jobmanager.memory})
 * @param taskManagerMemory of the whole process ({@code flink.taskmanager.memory})
 * @param taskManagerSlots in each TaskManager ({@code flink.taskmanager.slots})
 * @param taskManagersMax in one cluster ({@code flink.taskmanagers.max})
 * @param clientMemory heap of the process that submits a step's jobs ({@code flink.client.memory})
 */
public record FlinkSettings(
        Optional<Path> home,
        String jobManagerMemory,
        String taskManagerMemory,
        int taskManagerSlots,
        int taskManagersMax,
        String clientMemory) {
    private static final Pattern SIZE = Pattern.compile("[1-9][0-9]*[mg]");
    private static final Map<String, String> DEFAULTS = Map.of(
            "flink.jobmanager.memory", "1024m",
            "flink.taskmanager.memory", "1728m",
            "flink.taskmanager.slots", "4",
            "flink.taskmanagers.max", "4",
            "flink.client.memory", "512m");
    private static final String HOME = "flink.home";

    public FlinkSettings {
        requireSize("flink.jobmanager.memory", jobManagerMemory);
        requireSize("flink.taskmanager.memory", taskManagerMemory);
        requireSize("flink.client.memory", clientMemory);
        requirePositive("flink.taskmanager.slots", taskManagerSlots);
        requirePositive("flink.taskmanagers.max", taskManagersMax);
    }

    /** Reads the settings; throws for keys and values that mean nothing. */
    public static FlinkSettings from(Map<String, String> settings) {
        Set<String> unknown = new TreeSet<>(settings.keySet());
        unknown.removeAll(DEFAULTS.keySet());
        unknown.remove(HOME);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown settings: " + String.join(", ", unknown));
        }
        return new FlinkSettings(
                Optional.ofNullable(settings.get(HOME)).map(Path::of).map(Path::toAbsolutePath),
                value(settings, "flink.jobmanager.memory"),
                value(settings, "flink.taskmanager.memory"),
                number(settings, "flink.taskmanager.slots"),
                number(settings, "flink.taskmanagers.max"),
                value(settings, "flink.client.memory"));
    }

    private static String value(Map<String, String> settings, String key) {
        String value = settings.get(key);
        return value == null ? Objects.requireNonNull(DEFAULTS.get(key)) : value;
    }

    private static int number(Map<String, String> settings, String key) {
        try {
            return Integer.parseInt(value(settings, key));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s is not a number: %s".formatted(key, value(settings, key)), e);
        }
    }

    private static void requireSize(String key, String value) {
        if (!SIZE.matcher(value).matches()) {
            throw new IllegalArgumentException("%s is not a size such as 1024m or 2g: %s".formatted(key, value));
        }
    }

    private static void requirePositive(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s must be at least 1, not %d".formatted(key, value));
        }
    }
}
