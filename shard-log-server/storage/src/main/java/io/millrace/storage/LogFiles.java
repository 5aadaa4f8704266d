package io.millrace.storage;

import io.millrace.storage.Format.SegmentHeader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds the segments of a directory when it is opened, and misses those that should be there. */
final class LogFiles {
    private LogFiles() {}

    /**
     * Opens every segment, the one that takes appends last.
     *
     * @param gone first batches of segments that were deleted on purpose
     * @throws CorruptSegmentException if acknowledged bytes are damaged or missing
     */
    static List<Segment> open(SegmentDirectory directory, Set<Long> gone) throws IOException {
        List<String> names = directory.list().stream()
                .filter(name -> name.endsWith(Segment.SUFFIX))
                .toList();
        List<Segment> opened = new ArrayList<>();
        if (names.isEmpty()) {
            opened.add(Segment.create(directory, SegmentHeader.first(0)));
            return opened;
        }
        try {
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

    private static SegmentHeader unborn(long number, List<Segment> before) {
        if (before.isEmpty()) {
            return SegmentHeader.first(number);
        }
        Segment last = before.getLast();
        return new SegmentHeader(number, last.header().number(), last.length());
    }

    /** A segment's header proves how long the one before was, all of it acknowledged. */
    private static void verifyChain(List<Segment> opened, Set<Long> gone) throws CorruptSegmentException {
        Segment segment = opened.getLast();
        SegmentHeader header = segment.header();
        if (header.previous() == SegmentHeader.NONE || gone.contains(header.previous())) {
            return;
        }
        Segment before = opened.size() == 1 ? segment : opened.get(opened.size() - 2);
        if (before.header().number() != header.previous()) {
            throw new CorruptSegmentException(
                    Segment.name(header.previous()), 0, "it is missing, and " + segment.name() + " follows it");
        }
        if (before.length() != header.previousBytes() || before.nextBatch() != header.number()) {
            throw new CorruptSegmentException(
                    before.name(), before.length(), "%d bytes were durable".formatted(header.previousBytes()));
        }
    }
}
