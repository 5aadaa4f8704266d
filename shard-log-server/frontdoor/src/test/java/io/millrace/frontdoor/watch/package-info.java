@NullMarked
package io.millrace.frontdoor.watch;

import org.jspecify.annotations.NullMarked;
