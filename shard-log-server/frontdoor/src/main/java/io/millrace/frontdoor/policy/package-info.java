/**
 * Who may do what: IAM's policy language, read strictly and judged as IAM judges it. The front door asks it for every
 * request it has authenticated; it knows no service.
 */
@NullMarked
package io.millrace.frontdoor.policy;

import org.jspecify.annotations.NullMarked;
