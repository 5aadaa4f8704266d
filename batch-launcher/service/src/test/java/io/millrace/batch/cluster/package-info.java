@NullMarked
package io.millrace.batch.cluster;

import org.jspecify.annotations.NullMarked;
