/**
 * The metrics that CloudWatch has of streams and shards, by their names there. {@code operation} counts on them; below
 * them is the registry of the front door alone.
 */
@NullMarked
package io.millrace.server.metric;

import org.jspecify.annotations.NullMarked;
