/**
 * What servers of the Kinesis API do, found out by calling them. The compare command stands above it; below it are the
 * processes of the servers and the AWS SDK.
 */
@NullMarked
package io.millrace.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
