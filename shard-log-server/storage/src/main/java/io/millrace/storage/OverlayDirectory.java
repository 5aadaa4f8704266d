package io.millrace.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory as it would be after changes that it only remembers: nothing is written to the disk, and no lock taken.
 * What a file would lose, gain or become is told by {@link #changes}. One thread.
 */
final class OverlayDirectory implements SegmentDirectory {
    private final Path path;
    /** By name; null once it is deleted. */
    private final Map<String, @Nullable OverlayFile> touched = new HashMap<>();

    private final List<String> changes = new ArrayList<>();

    OverlayDirectory(Path path) {
        this.path = path;
    }

    /** What would have been done to the files, in the order in which it would. */
    List<String> changes() {
        return List.copyOf(changes);
    }

    @Override
    public List<String> list() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.list(path)) {
            files.map(file -> file.getFileName().toString()).forEach(names::add);
        }
        names.remove(DiskDirectory.LOCK);
        touched.forEach((name, file) -> {
            if (file == null) {
                names.remove(name);
            } else {
                names.add(name);
            }
        });
        return List.copyOf(names);
    }

    @Override
    public SegmentFile open(String name) throws IOException {
        OverlayFile known = touched.get(name);
        if (known != null) {
            return known;
        }
        boolean there = !touched.containsKey(name) && Files.exists(path.resolve(name));
        if (!there) {
            changes.add("make " + name);
        }
        OverlayFile file = new OverlayFile(name, there ? FileChannel.open(path.resolve(name)) : null);
        touched.put(name, file);
        return file;
    }

    @Override
    public void delete(String name) throws IOException {
        if (list().contains(name)) {
            changes.add("delete " + name);
        }
        close(touched.put(name, null));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        OverlayFile file = (OverlayFile) open(from);
        changes.add("rename %s to %s".formatted(from, to));
        touched.put(from, null);
        touched.put(to, file);
    }

    @Override
    public long freeBytes() {
        return Long.MAX_VALUE; // nothing is written
    }

    @Override
    public long secret() {
        // What is made here reaches no disk, where a guess could help anybody.
        return 0;
    }

    @Override
    public void force() {
        // Nothing is on its way to the disk.
    }

    @Override
    public void close() throws IOException {
        for (OverlayFile file : touched.values()) {
            close(file);
        }
    }

    private static void close(@Nullable OverlayFile file) throws IOException {
        if (file != null && file.base != null) {
            file.base.close();
        }
    }

    /** A file that is read from the disk except where it would have been written. */
    private final class OverlayFile implements SegmentFile {
        private final String name;
        private final @Nullable FileChannel base;
        private final NavigableMap<Long, byte[]> written = new TreeMap<>();
        /** Up to where the file on the disk still counts. */
        private long baseLength;

        private long length;

        OverlayFile(String name, @Nullable FileChannel base) throws IOException {
            this.name = name;
            this.base = base;
            this.baseLength = base == null ? 0 : base.size();
            this.length = baseLength;
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            ByteBuffer before = ByteBuffer.allocate(bytes.length);
            boolean changes = position + bytes.length > length
                    || !Format.readFully(this, before, position).equals(ByteBuffer.wrap(bytes));
            if (changes) {
                OverlayDirectory.this.changes.add("write %d bytes of %s".formatted(bytes.length, name));
                written.put(position, bytes);
                length = Math.max(length, position + bytes.length);
            }
        }

        @Override
        public void force() {
            // Nothing is on its way to the disk.
        }

        @Override
        public void truncate(long newLength) {
            if (newLength < length) {
                changes.add("cut %d bytes of %s".formatted(length - newLength, name));
                written.tailMap(newLength, true).clear();
                length = newLength;
                baseLength = Math.min(baseLength, newLength);
            }
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            if (position >= length) {
                return -1;
            }
            Map.Entry<Long, byte[]> over = written.floorEntry(position);
            if (over != null && position < over.getKey() + over.getValue().length) {
                int from = (int) (position - over.getKey());
                int bytes = Math.min(target.remaining(), over.getValue().length - from);
                target.put(over.getValue(), from, bytes);
                return bytes;
            }
            Long next = written.higherKey(position);
            long end = Math.min(next == null ? length : next, length);
            int bytes = (int) Math.min(target.remaining(), end - position);
            if (base == null || position >= baseLength) {
                target.put(new byte[bytes]);
                return bytes;
            }
            ByteBuffer piece = target.slice(target.position(), (int) Math.min(bytes, baseLength - position));
            int read = base.read(piece, position);
            target.position(target.position() + Math.max(0, read));
            return read;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public void close() {
            // The directory closes it: it may be opened again, and must then be what it has become.
        }
    }
}
