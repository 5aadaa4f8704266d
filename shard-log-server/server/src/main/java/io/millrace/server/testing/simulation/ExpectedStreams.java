package io.millrace.server.testing.simulation;

import static io.millrace.server.testing.simulation.Invariant.METADATA_NEVER_FORGETS;

import io.millrace.model.StreamName;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What callers were told of streams, and the one change that was refused and may have been made nevertheless. */
final class ExpectedStreams {
    /** How long the shards of a stream that is gone stay. */
    private static final Duration LINGER = Duration.ofMinutes(5);

    private final SortedMap<StreamName, Known> streams = new TreeMap<>();
    private final Set<Long> takenNumbers = new HashSet<>();
    private final Set<StreamName> wished = new HashSet<>();
    private byte[] tokenKey = {};

    /** How far a stream's life has come, as far as callers know. */
    private enum Phase {
        LIVING,
        /** Its deletion was asked for and refused. */
        PERHAPS_LEAVING,
        LEAVING,
        /** Retention has begun to forget it and was not heard to have ended. */
        PERHAPS_FORGOTTEN,
        FORGOTTEN
    }

    private static final class Known {
        Stream stream;
        Phase phase = Phase.LIVING;

        Known(Stream stream) {
            this.stream = stream;
        }
    }

    /** A caller asks for a stream of the name, which it never asked for before. */
    void wish(StreamName name) {
        wished.add(name);
    }

    /** The caller was told of its new stream. */
    void created(Stream stream) {
        wished.remove(stream.name());
        for (Shard shard : stream.shards()) {
            if (!takenNumbers.add(shard.log())) {
                throw violation("number %d of %s was another shard's".formatted(shard.log(), stream.name()));
            }
        }
        streams.put(stream.name(), new Known(stream));
    }

    void deleting(Stream stream) {
        known(stream).phase = Phase.PERHAPS_LEAVING;
    }

    void deleted(Stream stream) {
        known(stream).phase = Phase.LEAVING;
    }

    /** Streams that take records. */
    List<Stream> living() {
        return streams.values().stream()
                .filter(known -> known.phase == Phase.LIVING)
                .map(known -> known.stream)
                .toList();
    }

    /** Streams whose shards may be dropped from now on, and must be once retention says it has run. */
    List<Stream> forgetting(Instant now) {
        Instant before = now.minus(LINGER);
        for (Known known : streams.values()) {
            // Its owner may not know, but the metadata may.
            Optional<Instant> gone = known.stream.life().gone();
            boolean over = gone.filter(end -> !before.isBefore(end)).isPresent();
            boolean unknown = known.phase == Phase.PERHAPS_LEAVING;
            if (known.phase != Phase.FORGOTTEN && (over || unknown)) {
                known.phase = Phase.PERHAPS_FORGOTTEN;
            }
        }
        return in(Phase.PERHAPS_FORGOTTEN);
    }

    /** Retention says it has run: what was gone long enough is forgotten for good. */
    List<Stream> forgotten(Instant now) {
        Instant before = now.minus(LINGER);
        for (Known known : streams.values()) {
            if (known.phase == Phase.PERHAPS_FORGOTTEN
                    && known.stream
                            .life()
                            .gone()
                            .filter(end -> !before.isBefore(end))
                            .isPresent()) {
                known.phase = Phase.FORGOTTEN;
            }
        }
        return in(Phase.FORGOTTEN);
    }

    /** Checks what a start has found, and takes in what was refused before and is there. */
    void resolve(Streams found) {
        byte[] key = found.tokenKey();
        if (tokenKey.length > 0 && !Arrays.equals(tokenKey, key)) {
            throw violation("the key of tokens is another");
        }
        tokenKey = key;
        for (Stream stream : found.list(Optional.empty(), Integer.MAX_VALUE)) {
            if (!streams.containsKey(stream.name())) {
                if (!wished.contains(stream.name())) {
                    throw violation("nobody asked for " + stream.name());
                }
                created(stream);
            }
        }
        wished.clear();
        check(found);
    }

    /** How many of the streams that take records are not there as they were. */
    int missing(Streams found) {
        return (int) living().stream()
                .filter(stream -> !found.find(stream.id()).equals(Optional.of(stream)))
                .count();
    }

    /** Checks every stream there is or should be. */
    void check(Streams found) {
        Instant now = found.now();
        Map<StreamName, Stream> present = found.list(Optional.empty(), Integer.MAX_VALUE).stream()
                .collect(Collectors.toMap(Stream::name, stream -> stream, (one, other) -> one, HashMap::new));
        for (Known known : streams.values()) {
            check(known, Optional.ofNullable(present.remove(known.stream.name())), now);
        }
        present.keySet().removeAll(wished);
        if (!present.isEmpty()) {
            throw violation("nobody asked for " + present.keySet());
        }
    }

    private static void check(Known known, Optional<Stream> found, Instant now) {
        Stream stream = known.stream;
        if (found.isEmpty()) {
            boolean gone =
                    stream.life().gone().filter(end -> !now.isBefore(end)).isPresent();
            if (!gone && known.phase == Phase.LIVING) {
                throw violation("%s is forgotten".formatted(stream.name()));
            }
            if (!gone && known.phase == Phase.LEAVING) {
                throw violation("%s is gone before its time".formatted(stream.name()));
            }
            return;
        }
        Stream there = found.orElseThrow();
        boolean leaving = there.life().gone().isPresent();
        switch (known.phase) {
            case LIVING -> require(there.equals(stream), "%s is %s".formatted(stream, there));
            case PERHAPS_LEAVING -> {
                if (leaving) {
                    known.phase = Phase.LEAVING;
                    known.stream = there;
                }
            }
            case LEAVING -> {
                require(leaving, "the deletion of %s is forgotten".formatted(stream.name()));
                require(stream.life().gone().isEmpty() || there.equals(stream), "%s is %s".formatted(stream, there));
                known.stream = there;
            }
            case PERHAPS_FORGOTTEN -> {
                // It is being forgotten.
            }
            case FORGOTTEN -> throw violation("%s is back".formatted(stream.name()));
        }
        require(there.shards().equals(stream.shards()), "the shards of %s are others".formatted(stream.name()));
    }

    private Known known(Stream stream) {
        Known known = streams.get(stream.name());
        if (known == null) {
            throw new IllegalArgumentException("nobody knows " + stream.name());
        }
        return known;
    }

    private List<Stream> in(Phase phase) {
        return streams.values().stream()
                .filter(known -> known.phase == phase)
                .map(known -> known.stream)
                .toList();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw violation(otherwise);
        }
    }

    private static InvariantViolation violation(String what) {
        return new InvariantViolation(METADATA_NEVER_FORGETS, what);
    }
}
