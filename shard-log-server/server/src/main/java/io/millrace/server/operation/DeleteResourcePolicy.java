package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.kinesis.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteResourcePolicyResponse;

/** Takes its policy from a stream or a consumer. */
final class DeleteResourcePolicy implements Operation<DeleteResourcePolicyRequest, DeleteResourcePolicyResponse> {
    private final PolicyOwners owners;

    DeleteResourcePolicy(PolicyOwners owners) {
        this.owners = owners;
    }

    @Override
    public Class<DeleteResourcePolicyRequest> inputType() {
        return DeleteResourcePolicyRequest.class;
    }

    @Override
    public DeleteResourcePolicyResponse handle(DeleteResourcePolicyRequest input) {
        owners.change(input.resourceARN(), input.streamId(), "");
        return DeleteResourcePolicyResponse.builder().build();
    }
}
