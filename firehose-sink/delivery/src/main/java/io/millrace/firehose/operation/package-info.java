/**
 * The Firehose API, one class an operation. The front door calls it; it defines delivery streams in {@code stream} and puts
 * records into their sources.
 */
@NullMarked
package io.millrace.firehose.operation;

import org.jspecify.annotations.NullMarked;
