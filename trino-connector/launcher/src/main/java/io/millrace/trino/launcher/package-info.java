/**
 * Runs a Trino server as a process of its own, over the directories that {@code trino-connector/runtime} lays out. The
 * distribution starts it; nothing of Trino is on this class path.
 */
@NullMarked
package io.millrace.trino.launcher;

import org.jspecify.annotations.NullMarked;
