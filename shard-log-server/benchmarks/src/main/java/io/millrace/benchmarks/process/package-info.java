/**
 * Servers under test, each a process of its own, and what they use of the machine. The figures stand above it; below it
 * there are the operating system and the Java tools.
 */
@NullMarked
package io.millrace.benchmarks.process;

import org.jspecify.annotations.NullMarked;
