/** Tests of the servers under test. */
@NullMarked
package io.millrace.benchmarks.process;

import org.jspecify.annotations.NullMarked;
