/**
 * The EMR API's operations, one class each, and the views that turn clusters and steps into the wire's shapes. The front
 * door dispatches to it; it reads and changes the store in the cluster package and wakes the reconciler.
 */
@NullMarked
package io.millrace.batch.operation;

import org.jspecify.annotations.NullMarked;
