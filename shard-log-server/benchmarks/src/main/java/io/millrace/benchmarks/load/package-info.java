/**
 * Loads over HTTP that cost little themselves, and count only what a server acknowledged. The figures stand above it;
 * below it there is a socket, and the API on the other side of it.
 */
@NullMarked
package io.millrace.benchmarks.load;

import org.jspecify.annotations.NullMarked;
