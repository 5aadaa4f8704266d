/**
 * One stream as source and sink see it, without the network in the interface; used by {@code source} and {@code sink},
 * reaches the service through the AWS SDK.
 */
@NullMarked
package io.millrace.flink.proxy;

import org.jspecify.annotations.NullMarked;
