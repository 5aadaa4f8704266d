/**
 * The real process, killed under load time and again, and what its callers hold it to; it stands on the API alone, and the
 * tests and the command that makes many rounds stand on it.
 */
@NullMarked
package io.millrace.server.testing.kill;

import org.jspecify.annotations.NullMarked;
