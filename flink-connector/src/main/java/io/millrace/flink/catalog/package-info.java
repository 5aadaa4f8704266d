/** The stream tables of the Glue catalog as a Flink catalog; built on {@code table}, reads the catalog through the AWS SDK. */
@NullMarked
package io.millrace.flink.catalog;

import org.jspecify.annotations.NullMarked;
