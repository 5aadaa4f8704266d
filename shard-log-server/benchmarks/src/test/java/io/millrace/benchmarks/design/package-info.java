/** Tests of the two designs. */
@NullMarked
package io.millrace.benchmarks.design;

import org.jspecify.annotations.NullMarked;
