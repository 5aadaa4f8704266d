/** Disks that fail as real ones do, and what every log store must do, for tests of the log and of what stands on it. */
@NullMarked
package io.millrace.storage.testing;

import org.jspecify.annotations.NullMarked;
