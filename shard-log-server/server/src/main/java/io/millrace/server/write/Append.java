package io.millrace.server.write;

/** One record for one shard. The payload is kept, not copied, until the append is answered. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Append(long shard, byte[] payload) {}
