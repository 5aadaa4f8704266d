package io.millrace.server.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether and under which key a stream's records are sealed from now on.
 *
 * @param keyId as its owner named the key; empty if records are not sealed
 * @param started when a key was last chosen, as far as a limit counts it
 * @param stopped when encryption was last ended, as far as a limit counts it
 */
public record Encryption(Optional<String> keyId, List<Instant> started, List<Instant> stopped) {
    /** It never was. */
    public static final Encryption NONE = new Encryption(Optional.empty(), List.of(), List.of());

    /** How long a change counts. */
    private static final Duration COUNTED = Duration.ofHours(24);

    public Encryption {
        started = List.copyOf(started);
        stopped = List.copyOf(stopped);
    }

    /** Under a key from now on. */
    public Encryption started(String key, Instant now) {
        return new Encryption(Optional.of(key), and(counted(started, now), now), stopped);
    }

    /** Under none from now on. */
    public Encryption stopped(Instant now) {
        return new Encryption(Optional.empty(), started, and(counted(stopped, now), now));
    }

    /** How often a key was chosen in the last 24 hours. */
    public int startedLately(Instant now) {
        return counted(started, now).size();
    }

    /** How often encryption was ended in the last 24 hours. */
    public int stoppedLately(Instant now) {
        return counted(stopped, now).size();
    }

    private static List<Instant> counted(List<Instant> times, Instant now) {
        return times.stream().filter(time -> time.isAfter(now.minus(COUNTED))).toList();
    }

    private static List<Instant> and(List<Instant> times, Instant last) {
        return Stream.concat(times.stream(), Stream.of(last.truncatedTo(ChronoUnit.MILLIS)))
                .toList();
    }
}
