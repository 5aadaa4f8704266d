package io.millrace.server.encryption;

import io.millrace.server.write.NewRecord;
import io.millrace.storage.RecordContent;

/** Seals the records of one request. */
public final class Sealer {
    private final DataKey key;
    private final String streamId;

    Sealer(DataKey key, String streamId) {
        this.key = key;
        this.streamId = streamId;
    }

    /** What the log is to hold of a record in a shard of this number. */
    public RecordContent content(long shard, NewRecord entry) {
        return SealedPayload.seal(key, entry, SealedPayload.associated(streamId, shard));
    }
}
