/**
 * The commands that measure the log and its peers on one machine, and print figures. Nothing stands above it; below it
 * are loads, processes and the server itself.
 */
@NullMarked
package io.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
