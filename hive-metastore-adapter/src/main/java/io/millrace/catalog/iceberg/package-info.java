/** The Iceberg REST face of the catalog. The front door stands above it; below are the catalog store and {@code s3://}. */
@NullMarked
package io.millrace.catalog.iceberg;

import org.jspecify.annotations.NullMarked;
