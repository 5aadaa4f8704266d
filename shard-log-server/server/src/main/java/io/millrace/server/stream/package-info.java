/**
 * Which streams and shards exist, and how long their records stay. Operations stand above it; below it is the storage's
 * metadata log.
 */
@NullMarked
package io.millrace.server.stream;

import org.jspecify.annotations.NullMarked;
