package io.millrace.server.testing.simulation;

import static io.millrace.server.testing.simulation.Invariant.METADATA_NEVER_FORGETS;
import static io.millrace.server.testing.simulation.Invariant.NO_ACKNOWLEDGED_RECORD_LOST;

import io.millrace.storage.CorruptSegmentException;
import io.millrace.storage.testing.SimulatedDirectory;
import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One bit flips at rest, anywhere, at the end of a run, or a segment is lost. The start or the reader is told, or
 * everything is as it was. What the very last write made durable may be gone: that it was acknowledged stands nowhere
 * else.
 */
final class Damage {
    private final RandomGenerator random;
    private final Machine machine;
    private final ExpectedLog log;
    private final ExpectedStreams streams;
    private final Readers readers;

    Damage(RandomGenerator random, Machine machine, ExpectedLog log, ExpectedStreams streams) {
        this.random = random;
        this.machine = machine;
        this.log = log;
        this.streams = streams;
        this.readers = new Readers(random, machine, log);
    }

    /** Flips the bit, or takes a segment away; returns what happened then. */
    String check() throws IOException {
        int which = random.nextInt(machine.directories().size());
        SimulatedDirectory directory = machine.directories().get(which);
        List<String> segments = directory.list().stream()
                .filter(name -> name.endsWith(".segment"))
                .toList();
        if (segments.size() > 1 && random.nextInt(4) == 0) {
            // The index of the segment before, if there was room for it, tells that there was a last one.
            String index = segments.get(segments.size() - 2).replace(".segment", ".index");
            int losable = directory.list().contains(index) ? segments.size() : segments.size() - 1;
            return lose(directory, segments.get(random.nextInt(losable)));
        }
        List<String> files = directory.list().stream()
                .filter(name -> directory.length(name) > 0)
                .toList();
        String file = files.get(random.nextInt(files.size()));
        directory.flip(file, random.nextLong(directory.length(file)));
        read(false);
        machine.stop();
        try {
            machine.start(store -> {});
        } catch (CorruptSegmentException e) {
            return "the start is refused: " + e.getMessage();
        }
        int gone = streams.missing(machine.streams());
        if (gone > (which == 1 ? 1 : 0)) {
            throw new InvariantViolation(METADATA_NEVER_FORGETS, gone + " streams are gone");
        }
        read(which == 0);
        return "the start goes on";
    }

    private String lose(SimulatedDirectory directory, String segment) throws IOException {
        machine.stop();
        directory.delete(segment);
        try {
            machine.start(store -> {});
        } catch (CorruptSegmentException e) {
            return "the start is refused: " + e.getMessage();
        }
        // It may have been reclaimed before, and be back since a crash: then nobody misses anything of it.
        for (long shard : log.numbers()) {
            log.shard(shard).check(machine.store().extent(shard), NO_ACKNOWLEDGED_RECORD_LOST);
            readers.check(shard, 0);
        }
        return "nobody misses " + segment;
    }

    private void read(boolean lastCommitMayBeGone) throws IOException {
        for (long shard : log.numbers()) {
            try {
                readers.checkDamaged(shard, lastCommitMayBeGone ? log.inLastCommit(shard) : 0);
            } catch (CorruptSegmentException e) {
                // That is how a reader is told.
            }
        }
    }
}
