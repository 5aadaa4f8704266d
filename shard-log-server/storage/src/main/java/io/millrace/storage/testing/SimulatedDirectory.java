package io.millrace.storage.testing;

import io.millrace.storage.SegmentDirectory;
import io.millrace.storage.SegmentFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A directory in memory that a crash treats as a disk does: what was forced stays; of the rest, any part may be lost,
 * torn, or there without what was written before it. A planned fault fails the step it meets.
 */
public final class SimulatedDirectory implements SegmentDirectory {
    private final RandomGenerator random;
    private final TreeMap<String, SimulatedFile> files = new TreeMap<>();
    private TreeMap<String, SimulatedFile> forcedNames = new TreeMap<>();
    private int stepsToFault = Integer.MAX_VALUE;
    private Fault fault = Fault.FULL;
    private boolean down;

    /** What goes wrong at the planned step. */
    public enum Fault {
        /** A write stops half way, for want of space; a force fails and forgets what it should have forced. */
        FULL,
        /** The machine stops: this step and every later one fails until {@link #crash}. */
        DOWN
    }

    public SimulatedDirectory(RandomGenerator random) {
        this.random = random;
    }

    /** Plans a fault at the given step from now, counted over writes, forces, truncations and changes of names. */
    public void plan(Fault planned, int steps) {
        fault = planned;
        stepsToFault = steps;
    }

    /** Forgets any planned fault: there is space again. */
    public void heal() {
        stepsToFault = Integer.MAX_VALUE;
    }

    /** What a power cut leaves: forced bytes and names, and any part of the rest. */
    public void crash() {
        heal();
        down = false;
        TreeMap<String, SimulatedFile> survivors = random.nextBoolean() ? new TreeMap<>(files) : forcedNames;
        files.clear();
        files.putAll(survivors);
        forcedNames = new TreeMap<>(files);
        files.values().forEach(file -> file.crash(random));
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
            step();
            file = new SimulatedFile(this);
            files.put(name, file);
        }
        return file;
    }

    @Override
    public void delete(String name) throws IOException {
        step();
        files.remove(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        step();
        SimulatedFile file = files.remove(from);
        if (file == null) {
            throw new NoSuchFileException(from);
        }
        files.put(to, file);
    }

    @Override
    public void force() throws IOException {
        step();
        forcedNames = new TreeMap<>(files);
    }

    @Override
    public void close() {
        // nothing is held
    }

    RandomGenerator random() {
        return random;
    }

    /** Whether the machine has stopped: what it was about to write, it may have written. */
    boolean isDown() {
        return down;
    }

    /** Counts a step; throws if it is the one that fails. */
    void step() throws IOException {
        if (down) {
            throw new IOException("the machine is down");
        }
        if (--stepsToFault > 0) {
            return;
        }
        stepsToFault = 1; // a full disk stays full until healed
        down = fault == Fault.DOWN;
        throw new IOException(down ? "the machine is down" : "No space left on device");
    }

    private SimulatedFile find(String name) {
        SimulatedFile file = files.get(name);
        if (file == null) {
            throw new IllegalArgumentException("no file " + name + " in " + new ArrayList<>(files.keySet()));
        }
        return file;
    }
}
