package io.millrace.storage;

import static io.millrace.storage.Format.BATCH_HEADER_BYTES;
import static io.millrace.storage.Format.SEGMENT_HEADER_BYTES;

import io.millrace.storage.Format.SegmentHeader;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file of the log. The last segment takes appends from one thread; any thread may read runs of any. A run that an
 * append returned is on disk.
 */
final class Segment {
    static final String SUFFIX = ".segment";
    /** Of a segment that no tail in memory has anything of. */
    static final long NO_ADDRESS = Long.MIN_VALUE >> 1;

    /** Of a shard, where nothing tells how many there will be. */
    static final int RUNS_EXPECTED = 2;

    private static final int RUNS_MAX = 1 << 20;
    private static final Logger log = LoggerFactory.getLogger(Segment.class);

    private final String name;
    private final SegmentFile file;
    private final SegmentHeader header;
    /** Where the segment begins in all that this process has appended. */
    private final long address;
    // Written by the appending thread alone, and once by whoever opens or seals the segment.
    private long length = SEGMENT_HEADER_BYTES;
    private long nextBatch;
    private int runCount;
    private int runsExpected = RUNS_EXPECTED;
    private final Long2ObjectOpenHashMap<RecentRuns> recent = new Long2ObjectOpenHashMap<>();
    private @Nullable SegmentIndex index;

    private Segment(SegmentFile file, SegmentHeader header, long address) {
        this.name = name(header.number());
        this.file = file;
        this.header = header;
        this.address = address;
        this.nextBatch = header.number();
    }

    static String name(long firstBatch) {
        return "%020d%s".formatted(firstBatch, SUFFIX);
    }

    /** The number of a segment's first batch, which its name tells. */
    static long firstBatch(String name) {
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    /** Makes a segment whose header is durable, and the directory's entry with it. */
    static Segment create(SegmentDirectory directory, SegmentHeader header) throws IOException {
        return create(directory, header, 0);
    }

    private static Segment create(SegmentDirectory directory, SegmentHeader unsalted, long address) throws IOException {
        SegmentHeader header = unsalted.salted(directory.secret());
        SegmentFile file = directory.open(name(header.number()));
        try {
            file.truncate(0);
            file.write(Format.encode(header), 0);
            file.force();
            directory.force();
        } catch (IOException e) {
            closeAfter(file, e);
            throw e;
        }
        return new Segment(file, header, address);
    }

    /** Opens a segment that no longer takes appends, from its index if that is whole. */
    static Segment openSealed(SegmentDirectory directory, String name) throws IOException {
        SegmentFile file = directory.open(name);
        try {
            SegmentHeader header = SegmentScan.header(file, firstBatch(name))
                    .orElseThrow(() -> new CorruptSegmentException(name, 0, "its header does not verify"));
            Segment segment = new Segment(file, header, NO_ADDRESS);
            segment.load(directory);
            return segment;
        } catch (IOException e) {
            closeAfter(file, e);
            throw e;
        }
    }

    /** Reads a segment with a whole header as far as it verifies, changing nothing. */
    static Segment scan(SegmentFile file, String name) throws IOException {
        SegmentHeader header = SegmentScan.header(file, firstBatch(name))
                .orElseThrow(() -> new CorruptSegmentException(name, 0, "its header does not verify"));
        Segment segment = new Segment(file, header, NO_ADDRESS);
        SegmentScan scan = new SegmentScan(segment, file);
        scan.run();
        segment.take(scan);
        return segment;
    }

    /**
     * Opens the last segment after a crash. A bad batch that no whole one follows is the torn tail of a write nobody was
     * told about: it is not taken, and {@link #cut} before the next append. One that a later batch follows was acknowledged: refuse.
     *
     * @param unborn the header to begin with if the crash came before there was one
     * @param durableTo the batch up to which, itself not included, all are known to have been acknowledged
     */
    static Segment recover(SegmentDirectory directory, SegmentHeader unborn, long durableTo) throws IOException {
        SegmentFile file = directory.open(name(unborn.number()));
        try {
            Optional<SegmentHeader> header = SegmentScan.header(file, unborn.number());
            Segment segment = new Segment(file, header.orElse(unborn), 0);
            SegmentScan scan = new SegmentScan(segment, file);
            if (header.isEmpty()) {
                scan.refuseHeaderless(durableTo);
                file.close();
                return create(directory, unborn);
            }
            scan.run();
            scan.refuseDamage(durableTo);
            segment.take(scan);
            // What survived may be in the page cache only; readers will be told it is durable. If its force failed
            // before
            // the process died, the next one forces nothing: the pages must be written again.
            int unproven = Math.toIntExact(scan.length() - scan.lastBatch());
            file.write(Format.readFully(file, ByteBuffer.allocate(unproven), scan.lastBatch()), scan.lastBatch());
            file.force();
            directory.force();
            return segment;
        } catch (IOException e) {
            closeAfter(file, e);
            throw e;
        }
    }

    /** Begins the segment after this one, whose last byte is durable. */
    Segment next(SegmentDirectory directory) throws IOException {
        Segment next = create(directory, new SegmentHeader(nextBatch, header.number(), length), address + length);
        if (!recent.isEmpty()) {
            // On average as many as here, which bounds what is set aside for shards that turn out to have fewer.
            next.runsExpected = Math.ceilDiv(runCount, recent.size());
        }
        return next;
    }

    /** Writes a batch and forces it; returns where it stands. On failure the segment is as it was. */
    long append(StagedBatch staged, Counters counters) throws IOException {
        ByteBuffer batch = staged.encode(nextBatch, length, header.salt());
        int bytes = batch.remaining();
        file.write(batch, length);
        long began = System.nanoTime();
        file.force();
        counters.forced(System.nanoTime() - began);
        // Only now: after a failed write the next one overwrites the torn bytes.
        long position = length;
        length += bytes;
        nextBatch++;
        runCount += staged.runs().size();
        return position;
    }

    /**
     * Shows readers a batch that was appended.
     *
     * @param position where it stands
     * @param shards finds the shard of a number
     */
    void publish(StagedBatch batch, long position, LongFunction<ShardRuns> shards) {
        long at = position + BATCH_HEADER_BYTES;
        for (RunReader.Header run : batch.runs()) {
            RecentRuns known = recent.get(run.shard());
            if (known == null) {
                RecentRuns begun = new RecentRuns(this, run.shard(), runsExpected);
                begun.add(run.span(), at, run.bytes());
                recent.put(run.shard(), begun);
                shards.apply(run.shard()).grow(begun);
            } else {
                known.add(run.span(), at, run.bytes());
            }
            at += run.bytes();
        }
    }

    /** Cuts what an append that failed, or was torn by a crash, may have left; before the next append. */
    void cut() throws IOException {
        long left = file.length() - length;
        if (left > 0) {
            log.warn("{}: cut {} bytes of a write that was never acknowledged", name, left);
        }
        if (isEmpty()) {
            // It goes on even after a failed force, which may have forgotten the header's page too.
            file.write(Format.encode(header), 0);
        }
        file.truncate(length);
        file.force();
    }

    /** Takes no more appends: leaves its runs to an index on disk, or to memory if that cannot be written. */
    List<? extends Runs> seal(SegmentDirectory directory) {
        try {
            SegmentIndex written = SegmentIndex.write(directory, this, recent.values());
            index = written;
            recent.clear();
            return written.shards();
        } catch (IOException e) {
            log.warn("no index beside {}; the next start makes it", name, e);
            return List.copyOf(recent.values());
        }
    }

    /** The run's bytes, verified; any thread. */
    ByteBuffer read(Run run) throws IOException {
        return read(run, ByteBuffer.allocate(run.bytes()));
    }

    /** As {@link #read(Run)}, in memory with so many bytes left. */
    ByteBuffer read(Run run, ByteBuffer target) throws IOException {
        return verified(List.of(run), Format.readFully(file, target, run.position()));
    }

    /**
     * The bytes of runs that stand together, each of them verified, in memory with so many bytes left.
     *
     * @param once whether nobody is expected to want them again soon
     */
    ByteBuffer read(List<Run> stretch, ByteBuffer target, boolean once) throws IOException {
        long start = stretch.getFirst().position();
        return verified(
                stretch, once ? Format.readFullyOnce(file, target, start) : Format.readFully(file, target, start));
    }

    private ByteBuffer verified(List<Run> stretch, ByteBuffer bytes) throws CorruptSegmentException {
        long start = stretch.getFirst().position();
        for (Run run : stretch) {
            int at = Math.toIntExact(run.position() - start);
            if (bytes.remaining() - at < run.bytes()) {
                throw new CorruptSegmentException(name, run.position(), "the file ends within a run");
            }
            if (RunReader.verify(bytes, at, at + run.bytes())
                    .filter(found ->
                            found.shard() == run.shard() && found.span().equals(run.span()))
                    .isEmpty()) {
                throw new CorruptSegmentException(name, run.position(), "a run does not verify");
            }
        }
        return bytes;
    }

    /** What a reading of the whole segment finds; refuses if it does not verify to the end. */
    Collection<RecentRuns> scanned() throws IOException {
        SegmentScan scan = new SegmentScan(this, file);
        scan.run();
        if (scan.length() < scan.fileBytes()) {
            throw new CorruptSegmentException(name, scan.length(), "a batch of a sealed segment does not verify");
        }
        return scan.runs();
    }

    String name() {
        return name;
    }

    SegmentHeader header() {
        return header;
    }

    /** Where a byte of the segment stands in all that this process has appended. */
    long address(long position) {
        return address + position;
    }

    long length() {
        return length;
    }

    /** What it takes of the disk, its index among it, or what that will take. */
    long bytesOnDisk() {
        return length + (index == null ? SegmentIndex.bytes(recent.size(), runCount) : index.bytes());
    }

    /** Whether nothing was appended to it. */
    boolean isEmpty() {
        return nextBatch == header.number();
    }

    long nextBatch() {
        return nextBatch;
    }

    /** Whether it should take no more; a limit of runs keeps what memory knows of it small. */
    boolean isFull(long bytesMax) {
        // The next segment is named after its first batch: an empty one may not be followed.
        return !isEmpty() && (length >= bytesMax || runCount >= RUNS_MAX);
    }

    /** What a segment that takes appends holds of each shard. */
    Collection<RecentRuns> recentRuns() {
        return recent.values();
    }

    /** What the segment holds of each shard. */
    Collection<? extends Runs> runs() {
        return index == null ? recent.values() : index.shards();
    }

    /** Every run of the segment, those of a shard together and in order. */
    List<Run> allRuns() throws IOException {
        List<Run> all = new ArrayList<>();
        for (Runs shard : runs()) {
            for (int index = 0; index < shard.count(); ) {
                List<Run> page = shard.from(index);
                all.addAll(page);
                index += page.size();
            }
        }
        return all;
    }

    void close() throws IOException {
        if (index != null) {
            index.close();
        }
        file.close();
    }

    static void closeAfter(SegmentFile file, IOException failure) {
        try {
            file.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private void load(SegmentDirectory directory) throws IOException {
        long fileBytes = file.length();
        Optional<SegmentIndex> found = SegmentIndex.open(directory, this, fileBytes);
        if (found.isPresent()) {
            index = found.get();
            length = fileBytes;
            nextBatch = found.get().nextBatch();
            return;
        }
        SegmentScan scan = new SegmentScan(this, file);
        scan.run();
        if (scan.length() < fileBytes) {
            throw new CorruptSegmentException(name, scan.length(), "a batch of a sealed segment does not verify");
        }
        take(scan);
        seal(directory);
    }

    private void take(SegmentScan scan) {
        length = scan.length();
        nextBatch = scan.nextBatch();
        scan.runs().forEach(runs -> recent.put(runs.shard(), runs));
        runCount = scan.runs().stream().mapToInt(RecentRuns::count).sum();
    }
}
