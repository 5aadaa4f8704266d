package io.millrace.keys.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.keys.keyring.Keyring;
import software.amazon.awssdk.services.kms.model.EnableKeyRotationRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyRotationResponse;

/** Has a key get new material by itself; what old material encrypted stays readable. */
final class EnableKeyRotation implements Operation<EnableKeyRotationRequest, EnableKeyRotationResponse> {
    private static final int PERIOD_DAYS_DEFAULT = 365;

    private final Keyring keyring;
    private final KeyFinder finder;

    EnableKeyRotation(Keyring keyring, KeyFinder finder) {
        this.keyring = keyring;
        this.finder = finder;
    }

    @Override
    public Class<EnableKeyRotationRequest> inputType() {
        return EnableKeyRotationRequest.class;
    }

    @Override
    public EnableKeyRotationResponse handle(EnableKeyRotationRequest input) {
        int days = input.rotationPeriodInDays() == null ? PERIOD_DAYS_DEFAULT : input.rotationPeriodInDays();
        keyring.change(contents -> contents.with(
                finder.usable(finder.findOwned(contents, input.keyId())).rotatedEvery(days, keyring.now())));
        return EnableKeyRotationResponse.builder().build();
    }
}
