/**
 * The EMR service: it wires the API, the store, the reconciler and the engine. The front door finds it; it stands above
 * operation, cluster and engine.
 */
@NullMarked
package io.millrace.batch;

import org.jspecify.annotations.NullMarked;
