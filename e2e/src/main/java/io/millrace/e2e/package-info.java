/**
 * The assembled distribution: every service, object store and engine started together, and the commands a person gives
 * them. It stands on every room; nothing stands on it.
 */
@NullMarked
package io.millrace.e2e;

import org.jspecify.annotations.NullMarked;
