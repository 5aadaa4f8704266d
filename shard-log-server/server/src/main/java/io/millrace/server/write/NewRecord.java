package io.millrace.server.write;

import io.millrace.storage.RecordContent;
import org.jspecify.annotations.Nullable;

/**
 * A record as its producer gave it, left where it stands.
 *
 * @param key the partition key in UTF-8
 * @param explicitHashKey in decimal, or null
 */
public record NewRecord(Slice key, @Nullable String explicitHashKey, Slice data) {
    /** Data and partition key, as AWS counts them. */
    public int bytes() {
        return data.length() + key.length();
    }

    /** What the log is to hold of it; nothing is copied until it is written. */
    public RecordContent content() {
        return Payload.content(key, data);
    }
}
