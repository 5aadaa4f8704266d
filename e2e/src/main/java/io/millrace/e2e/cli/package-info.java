/** What a person sees on a terminal: tables and progress. The commands stand above it; it knows nothing of the house. */
@NullMarked
package io.millrace.e2e.cli;

import org.jspecify.annotations.NullMarked;
