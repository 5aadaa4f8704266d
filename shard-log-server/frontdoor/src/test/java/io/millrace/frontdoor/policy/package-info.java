/** Tests of the policy language, against what IAM's documentation says of it. */
@NullMarked
package io.millrace.frontdoor.policy;

import org.jspecify.annotations.NullMarked;
