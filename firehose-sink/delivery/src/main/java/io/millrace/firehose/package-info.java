/**
 * The Firehose service, wired. Above it stands the front door that serves it; below it {@code operation} answers callers and
 * {@code buffer} moves their records.
 */
@NullMarked
package io.millrace.firehose;

import org.jspecify.annotations.NullMarked;
