package io.millrace.storage;

import io.millrace.storage.Format.SegmentHeader;
import io.millrace.storage.Horizons.Kept;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Finds the segments of a directory when it is opened, and misses those that should be there. */
final class LogFiles {
    private LogFiles() {}

    /**
     * Opens every segment, the one that takes appends last.
     *
     * @param gone first batches of segments that were deleted on purpose, and what must stand before each
     * @throws CorruptSegmentException if acknowledged bytes are damaged or missing
     */
    static List<Segment> open(SegmentDirectory directory, Map<Long, Kept> gone) throws IOException {
        // First, so that of a log that is inspected while it grows no segment seems to be missing.
        List<String> indexes = files(directory, SegmentIndex.SUFFIX);
        List<String> names = files(directory, Segment.SUFFIX);
        verifyEnd(indexes, names);
        List<Segment> opened = new ArrayList<>();
        if (names.isEmpty()) {
            opened.add(Segment.create(directory, SegmentHeader.first(0)));
            return opened;
        }
        try {
            // Before any index is made: it proves that the segment after it was there.
            directory.force();
            for (String name : names.subList(0, names.size() - 1)) {
                opened.add(Segment.openSealed(directory, name));
                verifyChain(opened, gone);
            }
            long last = Segment.firstBatch(names.getLast());
            opened.add(Segment.recover(directory, unborn(last, opened), last));
            verifyChain(opened, gone);
        } catch (IOException | RuntimeException e) {
            for (Segment segment : opened) {
                segment.close();
            }
            throw e;
        }
        return opened;
    }

    private static List<String> files(SegmentDirectory directory, String suffix) throws IOException {
        return directory.list().stream().filter(name -> name.endsWith(suffix)).toList();
    }

    /** A segment has an index only once the one after it is durable. */
    private static void verifyEnd(List<String> indexes, List<String> names) throws CorruptSegmentException {
        if (indexes.isEmpty()) {
            return;
        }
        String sealed = SegmentIndex.segment(indexes.getLast());
        if (names.isEmpty() || names.getLast().compareTo(sealed) <= 0) {
            throw new CorruptSegmentException(sealed, 0, "the segment that follows it is missing");
        }
    }

    private static SegmentHeader unborn(long number, List<Segment> before) {
        if (before.isEmpty()) {
            return SegmentHeader.first(number);
        }
        Segment last = before.getLast();
        return new SegmentHeader(number, last.header().number(), last.length());
    }

    /** A segment's header proves how long the one before was, all of it acknowledged. */
    private static void verifyChain(List<Segment> opened, Map<Long, Kept> gone) throws CorruptSegmentException {
        Segment segment = opened.getLast();
        SegmentHeader header = segment.header();
        if (header.previous() == SegmentHeader.NONE) {
            return;
        }
        Optional<Segment> before = opened.size() == 1 ? Optional.empty() : Optional.of(opened.get(opened.size() - 2));
        if (gone.containsKey(header.previous())) {
            verifyKept(segment, before, gone);
            return;
        }
        if (before.filter(found -> found.header().number() == header.previous()).isEmpty()) {
            throw missing(header.previous(), segment);
        }
        if (before.get().length() != header.previousBytes() || before.get().nextBatch() != header.number()) {
            throw shortened(before.get(), header.previousBytes());
        }
    }

    /** The horizons prove what was there before the segments that were deleted. */
    private static void verifyKept(Segment segment, Optional<Segment> before, Map<Long, Kept> gone)
            throws CorruptSegmentException {
        Kept kept = Objects.requireNonNull(gone.get(segment.header().previous()));
        // A crash may bring a deleted segment back; what stands before that one its own header tells.
        boolean isBack = before.filter(found -> gone.containsKey(found.header().number()))
                .isPresent();
        if (isBack || kept.equals(Kept.NONE) || kept.equals(Kept.UNKNOWN)) {
            return;
        }
        if (before.filter(found -> found.header().number() == kept.number()).isEmpty()) {
            throw missing(kept.number(), segment);
        }
        if (before.get().length() != kept.bytes()) {
            throw shortened(before.get(), kept.bytes());
        }
    }

    private static CorruptSegmentException missing(long number, Segment after) {
        return new CorruptSegmentException(
                Segment.name(number), 0, "it is missing, and " + after.name() + " follows it");
    }

    private static CorruptSegmentException shortened(Segment segment, long durable) {
        return new CorruptSegmentException(
                segment.name(), segment.length(), "%d bytes were durable".formatted(durable));
    }
}
