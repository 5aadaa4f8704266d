/**
 * The whole write path on a simulated disk and clock, one seed a run; it stands on streams, writer and storage as the
 * service does, and the tests and the command that runs many seeds stand on it.
 */
@NullMarked
package io.millrace.server.testing.simulation;

import org.jspecify.annotations.NullMarked;
