/** The codecs alone. */
@NullMarked
package io.millrace.frontdoor.wire;

import org.jspecify.annotations.NullMarked;
