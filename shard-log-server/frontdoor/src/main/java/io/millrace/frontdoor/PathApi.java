package io.millrace.frontdoor;

import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import java.util.function.Function;

/**
 * An API served under a path prefix that speaks its own wire format. The door authenticates every request before
 * the service sees it.
 *
 * @param prefix such as {@code /iceberg}, without a trailing slash; the service sees the path after it
 * @param signingName the service in a SigV4 scope, and in what policies call its actions
 * @param actions what a request does, in the words of policies, without the service
 */
public record PathApi(
        String prefix, String signingName, Function<RequestHeaders, String> actions, HttpService service) {}
