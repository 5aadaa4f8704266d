/**
 * The HTTP door that every AWS-style service shares: dispatch, constraints and errors. Services stand above it and
 * register with it; it knows none of them.
 */
@NullMarked
package io.millrace.frontdoor;

import org.jspecify.annotations.NullMarked;
