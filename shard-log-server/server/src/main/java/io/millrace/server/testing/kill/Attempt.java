package io.millrace.server.testing.kill;

/** One record of one request; its data is never sent again, so a second copy is one too many. */
record Attempt(String data, String partitionKey) {}
