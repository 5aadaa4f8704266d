/**
 * One catalog of databases and tables over one SQL store. The Glue and Iceberg REST doors stand above it; below it is the
 * database.
 */
@NullMarked
package io.millrace.catalog;

import org.jspecify.annotations.NullMarked;
