/**
 * Who may come in: credentials and Signature Version 4. The front door stands above it; it knows no service and no
 * HTTP server.
 */
@NullMarked
package io.millrace.frontdoor.auth;

import org.jspecify.annotations.NullMarked;
