package io.millrace.keys.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.keys.keyring.Key;
import io.millrace.keys.keyring.Keyring;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusRequest;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusResponse;

/** Says whether a key rotates by itself, and when next. */
final class GetKeyRotationStatus implements Operation<GetKeyRotationStatusRequest, GetKeyRotationStatusResponse> {
    private final Keyring keyring;
    private final KeyFinder finder;

    GetKeyRotationStatus(Keyring keyring, KeyFinder finder) {
        this.keyring = keyring;
        this.finder = finder;
    }

    @Override
    public Class<GetKeyRotationStatusRequest> inputType() {
        return GetKeyRotationStatusRequest.class;
    }

    @Override
    public GetKeyRotationStatusResponse handle(GetKeyRotationStatusRequest input) {
        Key key = keyring.upToDate(finder.findByKeyId(keyring.contents(), input.keyId()));
        GetKeyRotationStatusResponse.Builder status =
                GetKeyRotationStatusResponse.builder().keyId(finder.arn(key.id()));
        if (key.rotation().isEmpty() || key.state() == Key.State.PENDING_DELETION) {
            return status.keyRotationEnabled(false).build();
        }
        return status.keyRotationEnabled(true)
                .rotationPeriodInDays(key.rotation().get().days())
                .nextRotationDate(key.rotation().get().next())
                .build();
    }
}
