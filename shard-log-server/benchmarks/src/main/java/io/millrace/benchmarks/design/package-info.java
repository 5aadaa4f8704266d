/**
 * The two designs of decision 0001 against each other, at the level of files. The command {@code bench design} stands
 * above it; below it are the storage room and the disk.
 */
@NullMarked
package io.millrace.benchmarks.design;

import org.jspecify.annotations.NullMarked;
