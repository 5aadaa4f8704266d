/** A real server for the tests of every module; it stands on the server's public start and stop alone. */
@NullMarked
package io.millrace.server.testing;

import org.jspecify.annotations.NullMarked;
