/** An engine without processes, for tests of what stands above engines. */
@NullMarked
package io.millrace.batch.engine.testing;

import org.jspecify.annotations.NullMarked;
