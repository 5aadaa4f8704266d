/** Requests that no honest client sends, and what an answer to them must look like; for the tests of the server above. */
@NullMarked
package io.millrace.server.hostile;

import org.jspecify.annotations.NullMarked;
