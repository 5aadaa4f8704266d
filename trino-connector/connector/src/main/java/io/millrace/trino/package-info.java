/**
 * The Trino plugin that reads streams as tables. Trino loads it; it calls the Kinesis API for records and the Glue API
 * for the tables' columns, and shares {@code io.millrace.model} with the rest of the house.
 */
@NullMarked
package io.millrace.trino;

import org.jspecify.annotations.NullMarked;
