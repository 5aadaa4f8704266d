@NullMarked
package io.millrace.flink.suite;

import org.jspecify.annotations.NullMarked;
