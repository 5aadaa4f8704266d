package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;

import io.millrace.frontdoor.Operation;
import io.millrace.frontdoor.policy.Policy;
import software.amazon.awssdk.services.kinesis.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.PutResourcePolicyResponse;

/** Gives a stream or a consumer a policy, in the place of the one it has. */
final class PutResourcePolicy implements Operation<PutResourcePolicyRequest, PutResourcePolicyResponse> {
    private static final int POLICY_CHARACTERS_MAX = 20 * 1024;

    private final PolicyOwners owners;

    PutResourcePolicy(PolicyOwners owners) {
        this.owners = owners;
    }

    @Override
    public Class<PutResourcePolicyRequest> inputType() {
        return PutResourcePolicyRequest.class;
    }

    @Override
    public PutResourcePolicyResponse handle(PutResourcePolicyRequest input) {
        if (input.policy().length() > POLICY_CHARACTERS_MAX) {
            throw INVALID_ARGUMENT.because("The policy has more than %d characters.".formatted(POLICY_CHARACTERS_MAX));
        }
        try {
            Policy.ofResource(input.policy());
        } catch (IllegalArgumentException e) {
            throw INVALID_ARGUMENT.because("The policy is not valid: " + e.getMessage());
        }
        owners.change(input.resourceARN(), input.streamId(), input.policy());
        return PutResourcePolicyResponse.builder().build();
    }
}
