@NullMarked
package io.millrace.flink.proxy.testing;

import org.jspecify.annotations.NullMarked;
