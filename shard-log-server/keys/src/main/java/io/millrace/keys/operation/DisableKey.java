package io.millrace.keys.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.keys.keyring.Keyring;
import software.amazon.awssdk.services.kms.model.DisableKeyRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyResponse;

/** Lets a key be used no more until it is enabled. */
final class DisableKey implements Operation<DisableKeyRequest, DisableKeyResponse> {
    private final Keyring keyring;
    private final KeyFinder finder;

    DisableKey(Keyring keyring, KeyFinder finder) {
        this.keyring = keyring;
        this.finder = finder;
    }

    @Override
    public Class<DisableKeyRequest> inputType() {
        return DisableKeyRequest.class;
    }

    @Override
    public DisableKeyResponse handle(DisableKeyRequest input) {
        keyring.change(contents -> contents.with(
                finder.staying(finder.findOwned(contents, input.keyId())).enabled(false)));
        return DisableKeyResponse.builder().build();
    }
}
