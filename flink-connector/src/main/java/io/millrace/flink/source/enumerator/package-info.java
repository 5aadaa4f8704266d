/** Finds shards and hands them out, parents before children; runs in the JobManager and feeds {@code reader}. */
@NullMarked
package io.millrace.flink.source.enumerator;

import org.jspecify.annotations.NullMarked;
