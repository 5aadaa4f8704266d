/** The demonstration: real flights through every room. It drives a running house as any AWS client would. */
@NullMarked
package io.millrace.e2e.demo;

import org.jspecify.annotations.NullMarked;
