package io.millrace.server.testing.simulation;

import static io.millrace.server.testing.simulation.Invariant.METADATA_NEVER_FORGETS;
import static io.millrace.server.testing.simulation.Invariant.NOTHING_BEHIND_A_SEAL;

import io.millrace.model.ShardId;
import io.millrace.model.StreamName;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
    /** Log numbers of closed shards that may have been forgotten. */
    private final Set<Long> expired = new HashSet<>();

    private final ExpectedLog log;
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
        /** A change of its shards was asked for and refused. */
        boolean perhapsResharded;

        Known(Stream stream) {
            this.stream = stream;
        }
    }

    /** @param log is told which shards are closed and opened */
    ExpectedStreams(ExpectedLog log) {
        this.log = log;
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

    /** A caller asks for other shards of a stream; until it is told, it may have them or not. */
    void resharding(Stream stream) {
        known(stream).perhapsResharded = true;
        stream.openShards().forEach(shard -> log.shard(shard.log()).perhapsClosed(true));
    }

    /** The caller was told that the stream has others, or that it has not. */
    void resharded(Stream after) {
        Known known = known(after);
        // Retention may have forgotten shards for good, and not know.
        forgetExpired(known, after);
        adopt(known, after);
        settled(known);
    }

    /** The caller was told of a failure: its own change may have happened or not, but the one before is known now. */
    void reshardingRefused(Stream found) {
        Known known = known(found);
        forgetExpired(known, found);
        adopt(known, found);
    }

    private void settled(Known known) {
        if (known.perhapsResharded) {
            known.perhapsResharded = false;
            known.stream.openShards().forEach(shard -> log.shard(shard.log()).perhapsClosed(false));
        }
    }

    /** Checks that a stream's shards have become others as they should, and takes them for the stream's own. */
    private void adopt(Known known, Stream after) {
        Set<ShardId> old = new HashSet<>();
        for (Shard before : known.stream.shards()) {
            old.add(before.id());
            Optional<Shard> found = after.shard(before.id());
            if (found.isEmpty() && before.isOpen() && known.perhapsResharded) {
                // Closed without its owner's knowing, so long ago that its time is over.
                log.forget(before.log());
                continue;
            }
            Shard now = found.orElseThrow(() -> violation(before.id() + " is forgotten"));
            if (now.isOpen() || !before.isOpen()) {
                require(now.equals(before), "%s is %s".formatted(before, now));
            } else {
                log.shard(now.log()).close(now.end().orElseThrow().next());
            }
        }
        for (Shard child : after.shards()) {
            if (!old.contains(child.id())) {
                require(takenNumbers.add(child.log()), child.id() + " has a number that was taken");
                requireAboveParents(after, child);
                log.shard(child.log());
            }
        }
        known.stream = after;
    }

    private static void requireAboveParents(Stream stream, Shard child) {
        for (ShardId id : child.parents()) {
            Optional<Shard> parent = stream.shard(id);
            boolean above = parent.flatMap(Shard::last)
                    .filter(last -> child.start().compareTo(last) <= 0)
                    .isEmpty();
            boolean owns = parent.filter(shard -> !shard.range().intersects(child.range()))
                    .isEmpty();
            if (!above || !owns) {
                throw new InvariantViolation(NOTHING_BEHIND_A_SEAL, "%s is no child of %s".formatted(child, parent));
            }
        }
    }

    /** Closed shards whose time is over: they may be dropped from now on. Nothing more is expected of them. */
    List<Shard> expire(Instant kept) {
        List<Shard> over = new ArrayList<>();
        for (Known known : streams.values()) {
            for (Shard shard : known.stream.shards()) {
                if (!shard.endsAfter(kept)) {
                    over.add(shard);
                    expired.add(shard.log());
                    log.forget(shard.log());
                }
            }
        }
        return over;
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
        // Another process knows for certain.
        streams.values().stream().filter(known -> known.phase == Phase.LIVING).forEach(this::settled);
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

    private void check(Known known, Optional<Stream> found, Instant now) {
        found.ifPresent(there -> reconcile(known, there));
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

    /** Takes in what may have happened to a stream's shards without its owner's knowing. */
    private void reconcile(Known known, Stream there) {
        forgetExpired(known, there);
        if (known.perhapsResharded && !there.shards().equals(known.stream.shards())) {
            if (known.phase == Phase.PERHAPS_FORGOTTEN) {
                // Nothing is expected of its shards any more.
                known.stream = there;
                known.perhapsResharded = false;
            } else {
                adopt(known, there);
                settled(known);
            }
        }
    }

    private void forgetExpired(Known known, Stream there) {
        Set<ShardId> gone = known.stream.shards().stream()
                .filter(shard -> expired.contains(shard.log()))
                .map(Shard::id)
                .filter(id -> there.shard(id).isEmpty())
                .collect(Collectors.toSet());
        if (!gone.isEmpty()) {
            known.stream = known.stream.without(gone);
        }
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
