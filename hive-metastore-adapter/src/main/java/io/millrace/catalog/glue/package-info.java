/** The Glue API's face of the catalog. The front door stands above it, the catalog store below. */
@NullMarked
package io.millrace.catalog.glue;

import org.jspecify.annotations.NullMarked;
