package io.millrace.keys.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.keys.keyring.Keyring;
import software.amazon.awssdk.services.kms.model.DisableKeyRotationRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyRotationResponse;

/** Has a key rotate by itself no more. */
final class DisableKeyRotation implements Operation<DisableKeyRotationRequest, DisableKeyRotationResponse> {
    private final Keyring keyring;
    private final KeyFinder finder;

    DisableKeyRotation(Keyring keyring, KeyFinder finder) {
        this.keyring = keyring;
        this.finder = finder;
    }

    @Override
    public Class<DisableKeyRotationRequest> inputType() {
        return DisableKeyRotationRequest.class;
    }

    @Override
    public DisableKeyRotationResponse handle(DisableKeyRotationRequest input) {
        keyring.change(contents -> contents.with(
                finder.usable(finder.findOwned(contents, input.keyId())).notRotated()));
        return DisableKeyRotationResponse.builder().build();
    }
}
