/**
 * A service's SQL store: opened, migrated, and durable at every commit. Services that keep relations stand above it; it
 * knows none of them.
 */
@NullMarked
package io.millrace.database;

import org.jspecify.annotations.NullMarked;
