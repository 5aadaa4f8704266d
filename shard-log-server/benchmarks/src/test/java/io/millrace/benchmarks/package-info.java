/** Tests of the commands. */
@NullMarked
package io.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
