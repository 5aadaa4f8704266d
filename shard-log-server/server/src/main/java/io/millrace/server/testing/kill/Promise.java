package io.millrace.server.testing.kill;

import java.math.BigInteger;

/** What the server said of a record that it had made durable. */
record Promise(Attempt attempt, String shardId, BigInteger sequenceNumber) {}
