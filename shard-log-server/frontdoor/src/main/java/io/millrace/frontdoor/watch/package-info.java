/** Files that are read again when they have changed; what reads them is in {@code auth}, {@code policy} and {@code http}. */
@NullMarked
package io.millrace.frontdoor.watch;

import org.jspecify.annotations.NullMarked;
