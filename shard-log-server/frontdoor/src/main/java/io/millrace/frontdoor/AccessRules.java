package io.millrace.frontdoor;

import io.millrace.frontdoor.policy.Policy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/** What an API's requests are about, for those who decide on access. For any thread. */
public interface AccessRules {
    /** Requests that name no resource. */
    AccessRules NO_RESOURCES = input -> "*";

    /**
     * The ARN of what a request is about, always spelled the same way; {@code *} if it is about nothing in particular.
     * Its constraints are not checked yet.
     */
    String resource(SdkPojo input);

    /** Condition keys that only the service knows, such as {@code aws:ResourceTag/owner}, with their values. */
    default Map<String, List<String>> keys(SdkPojo input) {
        return Map.of();
    }

    /** Whether any resource has a policy. */
    default boolean hasPolicies() {
        return false;
    }

    /** The policy of a resource. */
    default Optional<Policy> policyOf(String resource) {
        return Optional.empty();
    }
}
