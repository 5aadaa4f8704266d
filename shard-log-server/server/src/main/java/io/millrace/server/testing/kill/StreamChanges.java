package io.millrace.server.testing.kill;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** Creates and deletes streams of its own. One thread at a time. */
final class StreamChanges implements Work {
    private static final String PREFIX = "passing-";

    /** What the server has last been asked, or has said, of a stream. */
    private enum State {
        CREATING,
        CREATED,
        DELETING,
        DELETED
    }

    private final Map<String, State> states = new HashMap<>();
    private final AtomicInteger done = new AtomicInteger();
    private int count;

    @Override
    public void turn(Caller caller) {
        String name = PREFIX + count++;
        states.put(name, State.CREATING);
        caller.call(kinesis ->
                kinesis.createStream(create -> create.streamName(name).shardCount(2)));
        states.put(name, State.CREATED);
        if (count % 2 == 0) {
            // Every other stream is deleted before it is active, which AWS allows as well.
            caller.awaitActive(name);
        }
        states.put(name, State.DELETING);
        caller.call(kinesis -> kinesis.deleteStream(delete -> delete.streamName(name)));
        states.put(name, State.DELETED);
        done.incrementAndGet();
    }

    /** How many streams have come and gone. For any thread. */
    int done() {
        return done.get();
    }

    @Override
    public void check(Caller caller, Contents contents) {
        List<String> there = caller.streams().stream()
                .filter(name -> name.startsWith(PREFIX))
                .toList();
        Set<String> missing = new HashSet<>();
        states.forEach((name, state) -> {
            if (state == State.CREATED && !there.contains(name)) {
                missing.add(name);
            }
        });
        if (!missing.isEmpty()) {
            throw new AssertionError("created, and not there: " + missing);
        }
        for (String name : there) {
            State state = states.get(name);
            if (state == null) {
                throw new AssertionError("never created, and there: " + name);
            }
            if (state == State.DELETED && isAlive(caller, name)) {
                throw new AssertionError("deleted, and there: " + name);
            }
        }
    }

    private static boolean isAlive(Caller caller, String name) {
        try {
            return caller.status(name) != StreamStatus.DELETING;
        } catch (ResourceNotFoundException e) {
            // It went between the list and the question.
            return false;
        }
    }
}
