/**
 * What each action of the Kinesis API does. The front door calls it with what it has decoded and validated; below it are
 * streams, the writer and the log store.
 */
@NullMarked
package io.millrace.server.operation;

import org.jspecify.annotations.NullMarked;
