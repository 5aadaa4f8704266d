package io.millrace.server.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What a stream's owner asked for of its capacity beside its mode.
 *
 * @param target open shards it is on its way to; empty if it is on none
 * @param warmMiBps of writes that an on-demand stream holds ready, in MiB/s; 0 if nothing was asked for
 * @param scaled when the number of its shards was last changed, as far as a limit counts it
 * @param switched when its mode was last changed, as far as a limit counts it
 */
public record Capacity(OptionalInt target, int warmMiBps, List<Instant> scaled, List<Instant> switched) {
    /** Nothing was. */
    public static final Capacity UNCHANGED = new Capacity(OptionalInt.empty(), 0, List.of(), List.of());

    /** How long a change counts. */
    private static final Duration COUNTED = Duration.ofHours(24);

    public Capacity {
        if (warmMiBps < 0 || target.orElse(1) < 1) {
            throw new IllegalArgumentException("%d MiB/s, %s shards".formatted(warmMiBps, target));
        }
        scaled = List.copyOf(scaled);
        switched = List.copyOf(switched);
    }

    /** On its way to a number of shards. */
    public Capacity towards(int shards) {
        return new Capacity(OptionalInt.of(shards), warmMiBps, scaled, switched);
    }

    /** As {@link #towards}, which counts as a change of its owner's. */
    public Capacity scaledTo(int shards, Instant now) {
        return new Capacity(OptionalInt.of(shards), warmMiBps, and(counted(scaled, now), now), switched);
    }

    public Capacity switchedAt(Instant now) {
        return new Capacity(target, warmMiBps, scaled, and(counted(switched, now), now));
    }

    public Capacity withWarmMiBps(int other) {
        return new Capacity(target, other, scaled, switched);
    }

    /** At its target. */
    Capacity arrived() {
        return new Capacity(OptionalInt.empty(), warmMiBps, scaled, switched);
    }

    /** How often the number of shards was changed in the last 24 hours. */
    public int scaledLately(Instant now) {
        return counted(scaled, now).size();
    }

    /** How often the mode was changed in the last 24 hours. */
    public int switchedLately(Instant now) {
        return counted(switched, now).size();
    }

    private static List<Instant> counted(List<Instant> times, Instant now) {
        return times.stream().filter(time -> time.isAfter(now.minus(COUNTED))).toList();
    }

    private static List<Instant> and(List<Instant> times, Instant last) {
        return Stream.concat(times.stream(), Stream.of(last)).toList();
    }
}
