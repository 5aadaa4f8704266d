package io.millrace.server.operation;

import io.millrace.server.encryption.Seals;
import io.millrace.server.traffic.Traffic;
import io.millrace.server.write.WriterLoop;
import io.millrace.storage.LogStore;

/**
 * The log as operations use it.
 *
 * @param seals what its records are sealed with
 * @param traffic what goes through its shards, and how much may
 * @param answerBytes of answers to GetRecords that may be in memory at once, because their callers have not taken them yet
 */
public record LogAccess(LogStore store, WriterLoop writer, Seals seals, Traffic traffic, long answerBytes) {}
