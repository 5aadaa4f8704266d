package io.millrace.storage.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The one disk under several directories: what goes wrong with it goes wrong with all of them at once. A planned fault
 * fails the step it meets; steps are counted over writes, forces, truncations and changes of names.
 */
public final class SimulatedDisk {
    /** More than anybody writes. */
    private static final long CAPACITY_DEFAULT = 1L << 50;

    private static final int NEVER = Integer.MAX_VALUE;

    private final RandomGenerator random;
    private final List<SimulatedDirectory> directories = new ArrayList<>();
    private Fault fault = Fault.FULL;
    private int stepsToFault = NEVER;
    private boolean down;
    private Runnable watcher = () -> {};
    private boolean watching;
    private long capacity = CAPACITY_DEFAULT;
    private int openFiles;
    /** Counts the processes that had files open here; those of one that has died are of no use. */
    private int process;

    /** What goes wrong from the planned step on. */
    public enum Fault {
        /** No space: a write stops half way, a force fails and forgets what it should have forced; until healed. */
        FULL,
        /** The first force fails and forgets what it should have forced; the next one succeeds. */
        FORCE,
        /** The first read fails; the next one succeeds. */
        READ,
        /** The machine stops: this step and every later one fails until {@link #crash}. */
        DOWN
    }

    enum Step {
        CHANGE,
        FORCE,
        READ
    }

    public SimulatedDisk(RandomGenerator random) {
        this.random = random;
    }

    /** An empty directory on this disk. */
    public SimulatedDirectory directory() {
        SimulatedDirectory directory = new SimulatedDirectory(this);
        adopt(directory);
        return directory;
    }

    void adopt(SimulatedDirectory directory) {
        directories.add(directory);
    }

    /** Plans a fault at the given step from now. */
    public void plan(Fault planned, int steps) {
        fault = planned;
        stepsToFault = steps;
    }

    /** Forgets any planned fault: there is space again. */
    public void heal() {
        stepsToFault = NEVER;
    }

    /** How many bytes of files there is room for; a write past it stops half way, as if the disk were full. */
    public void capacity(long bytes) {
        capacity = bytes;
    }

    /** What is left of the capacity. */
    long freeBytes() {
        long used = directories.stream().mapToLong(SimulatedDirectory::bytes).sum();
        return Math.max(0, capacity - used);
    }

    /** What is run in the middle of every step, while the disk is at it: readers do not wait. */
    public void watch(Runnable meanwhile) {
        watcher = meanwhile;
    }

    /** A power cut: what was forced stays; of the rest, any part may be lost, torn, or there without what was before it. */
    public void crash() {
        heal();
        down = false;
        kill();
        directories.forEach(SimulatedDirectory::lose);
    }

    /** The process dies, the machine does not: its files are closed, what it wrote is there, forced or not. */
    public void kill() {
        process++;
        openFiles = 0;
    }

    /** Drops from memory what the disk has, or what a failed force has forgotten: reads see the disk's bytes again. */
    public void evict() {
        directories.forEach(SimulatedDirectory::evict);
    }

    /** Whether the machine has stopped. */
    public boolean isDown() {
        return down;
    }

    /** Files that the living process has open. */
    public int openFiles() {
        return openFiles;
    }

    RandomGenerator random() {
        return random;
    }

    int opened() {
        openFiles++;
        return process;
    }

    void closed(int opener) {
        if (opener == process) {
            openFiles--;
        }
    }

    boolean isAlive(int opener) {
        return opener == process;
    }

    /** Lets the readers have their turn, then counts the step; throws if it is the one that fails. */
    void step(Step step) throws IOException {
        if (!watching) {
            watching = true;
            try {
                watcher.run();
            } finally {
                watching = false;
            }
        }
        if (down) {
            throw new IOException("the machine is down");
        }
        stepsToFault = stepsToFault == NEVER ? NEVER : Math.max(0, stepsToFault - 1);
        if (stepsToFault == 0) {
            fail(step);
        }
    }

    /** Throws if a read is planned to fail. */
    void read() throws IOException {
        if (fault == Fault.READ && stepsToFault != NEVER && --stepsToFault <= 0) {
            fail(Step.READ);
        }
    }

    private void fail(Step step) throws IOException {
        switch (fault) {
            case FULL -> throw new IOException("No space left on device");
            case FORCE -> failOnce(step == Step.FORCE);
            case READ -> failOnce(step == Step.READ);
            case DOWN -> {
                down = true;
                throw new IOException("the machine is down");
            }
        }
    }

    private void failOnce(boolean now) throws IOException {
        if (now) {
            heal();
            throw new IOException("Input/output error");
        }
    }
}
