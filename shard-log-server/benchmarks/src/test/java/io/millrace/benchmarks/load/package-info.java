/** Tests of the loads, against a real server. */
@NullMarked
package io.millrace.benchmarks.load;

import org.jspecify.annotations.NullMarked;
