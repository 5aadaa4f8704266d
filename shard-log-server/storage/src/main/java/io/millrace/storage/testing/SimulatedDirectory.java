package io.millrace.storage.testing;

import io.millrace.storage.SegmentDirectory;
import io.millrace.storage.SegmentFile;
import io.millrace.storage.testing.SimulatedDisk.Fault;
import io.millrace.storage.testing.SimulatedDisk.Step;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A directory in memory that a crash treats as a {@link SimulatedDisk} does. */
public final class SimulatedDirectory implements SegmentDirectory {
    private final SimulatedDisk disk;
    private final TreeMap<String, SimulatedFile> files = new TreeMap<>();
    /** What the names were at the last force and after every change since, one of which a crash leaves. */
    private final List<TreeMap<String, SimulatedFile>> names = new ArrayList<>(List.of(new TreeMap<>()));

    /** A directory that has a disk to itself. */
    public SimulatedDirectory(RandomGenerator random) {
        this(new SimulatedDisk(random));
        disk.adopt(this);
    }

    SimulatedDirectory(SimulatedDisk disk) {
        this.disk = disk;
    }

    /** As {@link SimulatedDisk#plan}. */
    public void plan(Fault planned, int steps) {
        disk.plan(planned, steps);
    }

    /** As {@link SimulatedDisk#capacity}. */
    public void capacity(long bytes) {
        disk.capacity(bytes);
    }

    /** As {@link SimulatedDisk#heal}. */
    public void heal() {
        disk.heal();
    }

    /** As {@link SimulatedDisk#crash}. */
    public void crash() {
        disk.crash();
    }

    /** Flips one bit of a file. */
    public void flip(String name, long position) {
        find(name).flip(position);
    }

    public long length(String name) {
        return find(name).length();
    }

    @Override
    public List<String> list() {
        return List.copyOf(files.keySet());
    }

    @Override
    public SegmentFile open(String name) throws IOException {
        SimulatedFile file = files.get(name);
        if (file == null) {
            disk.step(Step.CHANGE);
            file = new SimulatedFile(disk);
            files.put(name, file);
            changed();
        }
        return new OpenFile(file, disk);
    }

    @Override
    public void delete(String name) throws IOException {
        disk.step(Step.CHANGE);
        files.remove(name);
        changed();
    }

    @Override
    public void rename(String from, String to) throws IOException {
        disk.step(Step.CHANGE);
        SimulatedFile file = files.remove(from);
        if (file == null) {
            throw new NoSuchFileException(from);
        }
        files.put(to, file);
        changed();
    }

    @Override
    public long freeBytes() {
        return disk.freeBytes();
    }

    /** What the files here take. */
    long bytes() {
        return files.values().stream().mapToLong(SimulatedFile::length).sum();
    }

    @Override
    public long secret() {
        return disk.random().nextLong();
    }

    @Override
    public void force() throws IOException {
        disk.step(Step.FORCE);
        names.clear();
        changed();
    }

    @Override
    public void close() {
        // nothing is held
    }

    /** What a power cut leaves: forced bytes and names, and any part of the rest. */
    void lose() {
        TreeMap<String, SimulatedFile> survivors = names.get(disk.random().nextInt(names.size()));
        files.clear();
        files.putAll(survivors);
        names.clear();
        changed();
        files.values().forEach(SimulatedFile::crash);
    }

    void evict() {
        files.values().forEach(SimulatedFile::evict);
    }

    private void changed() {
        names.add(new TreeMap<>(files));
    }

    private SimulatedFile find(String name) {
        SimulatedFile file = files.get(name);
        if (file == null) {
            throw new IllegalArgumentException("no file " + name + " in " + files.keySet());
        }
        return file;
    }
}
