/**
 * The one writer of every shard: a loop that gathers appends, makes them durable together, and then acknowledges them.
 * Operations stand above it; below it is the log store.
 */
@NullMarked
package io.millrace.server.write;

import org.jspecify.annotations.NullMarked;
