package io.millrace.frontdoor;

import com.linecorp.armeria.server.HttpService;

/**
 * An API served under a path prefix that speaks its own wire format. The door authenticates every request before
 * the service sees it.
 *
 * @param prefix such as {@code /iceberg}, without a trailing slash; the service sees the path after it
 * @param signingName the service in a SigV4 scope
 */
public record PathApi(String prefix, String signingName, HttpService service) {}
