package io.millrace.frontdoor;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.millrace.frontdoor.auth.Identity;
import io.millrace.frontdoor.http.TlsHandlers;
import io.millrace.frontdoor.policy.AccessDeniedException;
import io.millrace.frontdoor.policy.AccessRequest;
import io.millrace.frontdoor.policy.Authorizer;
import io.millrace.frontdoor.policy.Caller;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;

/** The one place where it is decided what an authenticated caller may do. */
final class Permissions {
    private final Authorizer authorizer;
    private final String region;

    Permissions(Authorizer authorizer, String region) {
        this.authorizer = authorizer;
        this.region = region;
    }

    /**
     * Returns if the caller may have an operation of an API done.
     *
     * @param input asked for only if that is not clear without it
     * @throws ApiException AccessDeniedException
     */
    void check(
            ServiceRequestContext context, Identity identity, JsonApi api, String operation, Supplier<SdkPojo> input) {
        if (identity.isOwn() || (!authorizer.hasPolicies() && !api.access().hasPolicies())) {
            return;
        }
        AccessRules rules = api.access();
        SdkPojo read = input.get();
        Caller caller = authorizer.caller(identity.user());
        Map<String, List<String>> keys = keys(context, identity, caller);
        keys.putAll(rules.keys(read));
        String resource = rules.resource(read);
        try {
            authorizer.authorize(
                    new AccessRequest(caller, api.signingName() + ":" + operation, resource, keys),
                    rules.policyOf(resource));
        } catch (AccessDeniedException e) {
            throw CommonError.ACCESS_DENIED.because(String.valueOf(e.getMessage()));
        }
    }

    /** As {@link #check}, for a request to a path, which names no resource. */
    void checkPath(ServiceRequestContext context, Identity identity, PathApi api) throws AccessDeniedException {
        if (identity.isOwn() || !authorizer.hasPolicies()) {
            return;
        }
        Caller caller = authorizer.caller(identity.user());
        authorizer.authorize(
                new AccessRequest(
                        caller,
                        api.signingName() + ":"
                                + api.actions().apply(context.request().headers()),
                        "*",
                        keys(context, identity, caller)),
                Optional.empty());
    }

    private Map<String, List<String>> keys(ServiceRequestContext context, Identity identity, Caller caller) {
        RequestHeaders headers = context.request().headers();
        Instant now = Instant.now();
        Map<String, List<String>> keys = new HashMap<>();
        keys.put("aws:CurrentTime", List.of(now.toString()));
        keys.put("aws:EpochTime", List.of(Long.toString(now.getEpochSecond())));
        keys.put("aws:PrincipalAccount", List.of(caller.account()));
        keys.put("aws:PrincipalArn", List.of(caller.arn()));
        keys.put("aws:PrincipalType", List.of("User"));
        keys.put("aws:RequestedRegion", List.of(region));
        keys.put("aws:SecureTransport", List.of(Boolean.toString(TlsHandlers.isSecure(context))));
        keys.put("aws:SourceIp", List.of(context.remoteAddress().getAddress().getHostAddress()));
        keys.put("aws:UserAgent", List.of(headers.get(HttpHeaderNames.USER_AGENT, "")));
        keys.put("aws:userid", List.of(identity.accessKey()));
        keys.put("aws:username", List.of(caller.user()));
        return keys;
    }
}
