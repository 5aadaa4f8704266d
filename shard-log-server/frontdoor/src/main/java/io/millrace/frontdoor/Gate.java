package io.millrace.frontdoor;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.millrace.frontdoor.auth.AuthenticationException;
import io.millrace.frontdoor.auth.Authenticator;
import io.millrace.frontdoor.auth.Identity;
import io.millrace.frontdoor.auth.Refusal;
import io.millrace.frontdoor.auth.SignedRequest;
import io.millrace.frontdoor.policy.AccessDeniedException;
import io.netty.util.AsciiString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The one place where HTTP requests are authenticated; what their callers may do then is for {@link Permissions}. */
final class Gate {
    private final Authenticator authenticator;

    private final Permissions permissions;

    Gate(Authenticator authenticator, Permissions permissions) {
        this.authenticator = authenticator;
        this.permissions = permissions;
    }

    /** Whether callers have to prove who they are. */
    boolean verifies() {
        return authenticator.verifies();
    }

    Permissions permissions() {
        return permissions;
    }

    Identity pass(ServiceRequestContext context, AggregatedHttpRequest request, RequestBody body, String service)
            throws AuthenticationException {
        return authenticator.authenticate(signed(context, request, body), service);
    }

    /**
     * A path API behind the gate. Its callers' signatures cover the body, so the service gets requests that have arrived
     * whole; refusals are in the error form of Iceberg's REST catalog.
     */
    HttpService before(PathApi api) {
        return (context, request) -> HttpResponse.of(request.aggregate()
                .thenApplyAsync(whole -> serve(context, whole, api), context.blockingTaskExecutor()));
    }

    private HttpResponse serve(ServiceRequestContext context, AggregatedHttpRequest request, PathApi api) {
        try {
            Identity identity =
                    pass(context, request, RequestBody.of(request.content().array()), api.signingName());
            permissions.checkPath(context, identity, api);
            return api.service().serve(context, request.toHttpRequest());
        } catch (AuthenticationException e) {
            return refusal(status(e), String.valueOf(e.getMessage()));
        } catch (AccessDeniedException e) {
            return refusal(HttpStatus.FORBIDDEN, String.valueOf(e.getMessage()));
        } catch (Exception e) {
            // What the service threw is for the listener, which answers and logs it.
            return HttpResponse.ofFailure(e);
        }
    }

    private static HttpStatus status(AuthenticationException refusal) {
        return switch (refusal.refusal()) {
            case MISSING_TOKEN, INCOMPLETE_SIGNATURE, UNRECOGNIZED_CLIENT -> HttpStatus.UNAUTHORIZED;
            case INVALID_SIGNATURE, EXPIRED_TOKEN -> HttpStatus.FORBIDDEN;
        };
    }

    private static HttpResponse refusal(HttpStatus status, String message) {
        ObjectNode root = new JsonMapper().createObjectNode();
        root.putObject("error")
                .put("message", message)
                .put("type", "NotAuthorizedException")
                .put("code", status.code());
        return HttpResponse.of(status, MediaType.JSON, root.toString());
    }

    /** The error of an AWS JSON API. */
    static CommonError error(Refusal refusal) {
        return switch (refusal) {
            case MISSING_TOKEN -> CommonError.MISSING_AUTHENTICATION_TOKEN;
            case INCOMPLETE_SIGNATURE -> CommonError.INCOMPLETE_SIGNATURE;
            case UNRECOGNIZED_CLIENT -> CommonError.UNRECOGNIZED_CLIENT;
            case INVALID_SIGNATURE -> CommonError.INVALID_SIGNATURE;
            case EXPIRED_TOKEN -> CommonError.EXPIRED_TOKEN;
        };
    }

    private static SignedRequest signed(
            ServiceRequestContext context, AggregatedHttpRequest request, RequestBody body) {
        RequestHeaders headers = request.headers();
        Map<String, List<String>> byName = new HashMap<>();
        for (AsciiString name : headers.names()) {
            // HTTP/2's own, which HTTP/1.1 requests get too.
            if (name.charAt(0) != ':') {
                byName.put(name.toString(), headers.getAll(name));
            }
        }
        String authority = Optional.ofNullable(headers.authority()).orElse("");
        byName.put("host", List.of(authority));
        byName.put(":authority", List.of(authority));
        // As sent, query and all: what Armeria made of it may be spelled differently.
        String target = Optional.ofNullable(context.rawPath()).orElseGet(request::path);
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        String query = question < 0 ? "" : target.substring(question + 1);
        return new SignedRequest(request.method().name(), path, query, byName, body.toBuffer());
    }
}
