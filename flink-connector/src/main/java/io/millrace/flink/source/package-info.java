/** The FLIP-27 source put together; used by {@code table} and by DataStream jobs, built from its three sub-packages. */
@NullMarked
package io.millrace.flink.source;

import org.jspecify.annotations.NullMarked;
