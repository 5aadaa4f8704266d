/**
 * Streams as Apache Flink sources, sinks, SQL tables and catalog: {@code proxy} reaches the service, {@code source} and
 * {@code sink} use it, {@code table} and {@code catalog} show both to SQL.
 */
@NullMarked
package io.millrace.flink;

import org.jspecify.annotations.NullMarked;
