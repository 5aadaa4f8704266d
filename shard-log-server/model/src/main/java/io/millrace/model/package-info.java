/** Values of the Kinesis API that every room shares; depends on the JDK alone and on nothing of the house. */
@NullMarked
package io.millrace.model;

import org.jspecify.annotations.NullMarked;
