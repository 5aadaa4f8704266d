/**
 * Clusters: their values, the pure rules by which a cluster and its steps move on, the store that keeps them, and the
 * loop that brings the engine to where they should be. Operations stand above it; engines and steps below.
 */
@NullMarked
package io.millrace.batch.cluster;

import org.jspecify.annotations.NullMarked;
