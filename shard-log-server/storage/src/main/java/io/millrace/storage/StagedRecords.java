package io.millrace.storage;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The records of a {@link StagedBatch}, numbered from 0, each with the number of the next one of its shard. In columns: a
 * commit has thousands, and to note each in a list of its shard's costs the collector more than the record. One thread.
 */
final class StagedRecords {
    /** No record's number. */
    static final int NONE = -1;

    private static final int ROOM_AT_FIRST = 64;

    private long[] sequences = new long[ROOM_AT_FIRST];
    private long[] arrivals = new long[ROOM_AT_FIRST];
    private int[] following = new int[ROOM_AT_FIRST];
    /** Made anew for each batch: the collector asks nothing of what is written into a young array. */
    private @Nullable RecordContent[] contents = new RecordContent[ROOM_AT_FIRST];

    private int count;

    /** Adds a record that none follows yet; returns its number. */
    int add(long sequence, long arrivalMillis, RecordContent content) {
        if (count == sequences.length) {
            grow();
        }
        sequences[count] = sequence;
        arrivals[count] = arrivalMillis;
        following[count] = NONE;
        contents[count] = content;
        return count++;
    }

    private void grow() {
        int room = 2 * sequences.length;
        sequences = Arrays.copyOf(sequences, room);
        arrivals = Arrays.copyOf(arrivals, room);
        following = Arrays.copyOf(following, room);
        contents = Arrays.copyOf(contents, room);
    }

    /** Says which record of the shard comes after one. */
    void follow(int record, int next) {
        following[record] = next;
    }

    /** The next record of the shard, or {@link #NONE}. */
    int following(int record) {
        return following[record];
    }

    long sequence(int record) {
        return sequences[record];
    }

    long arrivalMillis(int record) {
        return arrivals[record];
    }

    RecordContent content(int record) {
        return Objects.requireNonNull(contents[record]);
    }

    int count() {
        return count;
    }

    void clear() {
        count = 0;
        contents = new RecordContent[sequences.length];
    }
}
