/**
 * The server process: its configuration, the start and stop of every service behind one front door, and Kinesis as one
 * of them. The command line and the whole-house assembly stand above it; below it are operations, streams and storage.
 */
@NullMarked
package io.millrace.server;

import org.jspecify.annotations.NullMarked;
