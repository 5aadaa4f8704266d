/**
 * Engines: real processes that make up a cluster and run its steps. The cluster package tells an engine what should run
 * and asks what does; an engine knows steps' commands and nothing of the API or the store.
 */
@NullMarked
package io.millrace.batch.engine;

import org.jspecify.annotations.NullMarked;
