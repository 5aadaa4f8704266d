package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.kinesis.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.GetResourcePolicyResponse;

/** Says which policy a stream or a consumer has. */
final class GetResourcePolicy implements Operation<GetResourcePolicyRequest, GetResourcePolicyResponse> {
    private final PolicyOwners owners;

    GetResourcePolicy(PolicyOwners owners) {
        this.owners = owners;
    }

    @Override
    public Class<GetResourcePolicyRequest> inputType() {
        return GetResourcePolicyRequest.class;
    }

    @Override
    public GetResourcePolicyResponse handle(GetResourcePolicyRequest input) {
        return GetResourcePolicyResponse.builder()
                .policy(owners.find(input.resourceARN(), input.streamId()).orElse("{}"))
                .build();
    }
}
