/**
 * The listening socket: protocols, limits, request ids and the pages every server has. The front door stands above it;
 * below it there is only Armeria.
 */
@NullMarked
package io.millrace.frontdoor.http;

import org.jspecify.annotations.NullMarked;
