package io.millrace.server.write;

import io.millrace.storage.RecordContent;

/** One record for one shard. The content is kept until the append is answered. */
public record Append(long shard, RecordContent content) {
    /** Of an array that is kept, not copied. */
    public Append(long shard, byte[] payload) {
        this(shard, RecordContent.of(payload));
    }
}
