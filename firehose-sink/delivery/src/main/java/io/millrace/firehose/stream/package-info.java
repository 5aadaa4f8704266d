/**
 * Delivery streams as they are defined and as they stand. {@code operation} defines them, {@code buffer} and
 * {@code destination} read them; it knows none of those.
 */
@NullMarked
package io.millrace.firehose.stream;

import org.jspecify.annotations.NullMarked;
