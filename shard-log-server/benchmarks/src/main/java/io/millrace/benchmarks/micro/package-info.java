/**
 * Micro-benchmarks by JMH of what a record costs on its way. The command {@code bench micro} stands above it; below it are
 * the front door's codec and the storage room.
 */
@NullMarked
package io.millrace.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
