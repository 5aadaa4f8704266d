/** Signatures made by the AWS SDK against the verifier. */
@NullMarked
package io.millrace.frontdoor.auth;

import org.jspecify.annotations.NullMarked;
