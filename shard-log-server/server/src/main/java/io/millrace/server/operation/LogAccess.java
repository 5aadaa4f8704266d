package io.millrace.server.operation;

import io.millrace.server.traffic.Traffic;
import io.millrace.server.write.WriterLoop;
import io.millrace.storage.LogStore;

/**
 * The log as operations use it.
 *
 * @param traffic what goes through its shards, and how much may
 * @param answerBytes of answers to GetRecords that may be in memory at once, because their callers have not taken them yet
 */
public record LogAccess(LogStore store, WriterLoop writer, Traffic traffic, long answerBytes) {}
