/**
 * Where buffers end: objects and tables, each delivery exactly once. {@code buffer} hands deliveries over; rows come from
 * {@code transform}.
 */
@NullMarked
package io.millrace.firehose.destination;

import org.jspecify.annotations.NullMarked;
