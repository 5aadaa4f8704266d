/**
 * Steps as values: what a caller asked for, which states a step can take, and what its command means. Clusters, engines
 * and operations stand above it; it does nothing.
 */
@NullMarked
package io.millrace.batch.step;

import org.jspecify.annotations.NullMarked;
