package io.millrace.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a directory of segments holds and what recovery would do with it, found out without writing a byte: recovery
 * itself runs, over an overlay that remembers what it would change.
 *
 * @param segments in order; of a log that recovery refuses, those that can be read at all
 * @param changes that opening it for writing would make to the files, in order
 * @param refusal why recovery would refuse it, or empty
 */
public record LogInspection(List<SegmentReport> segments, List<String> changes, Optional<String> refusal) {
    public LogInspection {
        segments = List.copyOf(segments);
        changes = List.copyOf(changes);
    }

    /**
     * One segment, read from its first byte to the last that verifies.
     *
     * @param bytes of the file
     * @param wholeBytes up to where it verifies
     * @param firstArrivalMillis of its records; nothing if it has none
     */
    public record SegmentReport(
            String name,
            long bytes,
            long wholeBytes,
            long batches,
            long runs,
            long records,
            Optional<Long> firstArrivalMillis,
            Optional<Long> lastArrivalMillis) {}

    /** Inspects a log of records; one that is being written may show a batch that is not whole yet. */
    public static LogInspection ofLog(Path directory) throws IOException {
        return inspect(directory, overlay -> {
            try (LocalLogStore store = LocalLogStore.open(overlay, LogStoreConfig.DEFAULT)) {
                store.openWriter().close();
            }
        });
    }

    /** Inspects a metadata log. */
    public static LogInspection ofMetadata(Path directory) throws IOException {
        return inspect(directory, overlay -> MetadataLog.open(overlay).close());
    }

    /** Opens what a directory holds, and closes it. */
    @FunctionalInterface
    private interface Opening {
        void open(SegmentDirectory directory) throws IOException;
    }

    private static LogInspection inspect(Path path, Opening opening) throws IOException {
        List<SegmentReport> segments = new ArrayList<>();
        try (OverlayDirectory directory = new OverlayDirectory(path)) {
            for (String name : directory.list()) {
                if (name.endsWith(Segment.SUFFIX)) {
                    segments.add(report(directory, name));
                }
            }
        }
        OverlayDirectory directory = new OverlayDirectory(path);
        Optional<String> refusal = Optional.empty();
        try {
            opening.open(directory);
        } catch (CorruptSegmentException e) {
            refusal = Optional.of(String.valueOf(e.getMessage()));
        } finally {
            directory.close();
        }
        return new LogInspection(segments, directory.changes(), refusal);
    }

    private static SegmentReport report(SegmentDirectory directory, String name) throws IOException {
        SegmentFile file = directory.open(name);
        if (SegmentScan.header(file, Segment.firstBatch(name)).isEmpty()) {
            return new SegmentReport(name, file.length(), 0, 0, 0, 0, Optional.empty(), Optional.empty());
        }
        long[] counts = new long[2];
        long[] arrivals = {Long.MAX_VALUE, Long.MIN_VALUE};
        Segment segment = Segment.scan(file, name);
        for (Run run : segment.allRuns()) {
            counts[0]++;
            RunReader.visit(segment.read(run), 0, (sequence, arrival, source, position, bytes) -> {
                counts[1]++;
                return true;
            });
            arrivals[0] = Math.min(arrivals[0], run.span().firstArrivalMillis());
            arrivals[1] = Math.max(arrivals[1], run.span().lastArrivalMillis());
        }
        boolean any = counts[1] > 0;
        return new SegmentReport(
                name,
                file.length(),
                segment.length(),
                segment.nextBatch() - segment.header().number(),
                counts[0],
                counts[1],
                any ? Optional.of(arrivals[0]) : Optional.empty(),
                any ? Optional.of(arrivals[1]) : Optional.empty());
    }
}
