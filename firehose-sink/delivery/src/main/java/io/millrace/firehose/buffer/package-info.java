/**
 * From a source to full buffers: one loop a delivery stream. {@code operation} starts and ends loops; full buffers go to
 * {@code destination}.
 */
@NullMarked
package io.millrace.firehose.buffer;

import org.jspecify.annotations.NullMarked;
