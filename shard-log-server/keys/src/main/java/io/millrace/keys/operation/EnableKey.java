package io.millrace.keys.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.keys.keyring.Keyring;
import software.amazon.awssdk.services.kms.model.EnableKeyRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyResponse;

/** Lets a disabled key be used again. */
final class EnableKey implements Operation<EnableKeyRequest, EnableKeyResponse> {
    private final Keyring keyring;
    private final KeyFinder finder;

    EnableKey(Keyring keyring, KeyFinder finder) {
        this.keyring = keyring;
        this.finder = finder;
    }

    @Override
    public Class<EnableKeyRequest> inputType() {
        return EnableKeyRequest.class;
    }

    @Override
    public EnableKeyResponse handle(EnableKeyRequest input) {
        keyring.change(contents -> contents.with(
                finder.staying(finder.findOwned(contents, input.keyId())).enabled(true)));
        return EnableKeyResponse.builder().build();
    }
}
