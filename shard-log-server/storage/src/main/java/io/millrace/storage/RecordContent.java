package io.millrace.storage;

import java.nio.ByteBuffer;

/** What a record holds, wherever it stands until a commit copies it into its batch. */
public interface RecordContent {
    /** How many bytes {@link #writeTo} writes; never changes. */
    int length();

    /** Writes all of it at the target's position, and moves that. */
    void writeTo(ByteBuffer target);

    /** What an array holds; the array is kept, not copied. */
    static RecordContent of(byte[] payload) {
        return new RecordContent() {
            @Override
            public int length() {
                return payload.length;
            }

            @Override
            public void writeTo(ByteBuffer target) {
                target.put(payload);
            }
        };
    }
}
