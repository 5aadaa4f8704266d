package io.millrace.keys.operation;

import static io.millrace.keys.operation.KmsError.KMS_INVALID_STATE;

import io.millrace.frontdoor.Operation;
import io.millrace.keys.keyring.Contents;
import io.millrace.keys.keyring.Key;
import io.millrace.keys.keyring.Keyring;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionResponse;

/** Has a key stay after all, disabled. */
final class CancelKeyDeletion implements Operation<CancelKeyDeletionRequest, CancelKeyDeletionResponse> {
    private final Keyring keyring;
    private final KeyFinder finder;

    CancelKeyDeletion(Keyring keyring, KeyFinder finder) {
        this.keyring = keyring;
        this.finder = finder;
    }

    @Override
    public Class<CancelKeyDeletionRequest> inputType() {
        return CancelKeyDeletionRequest.class;
    }

    @Override
    public CancelKeyDeletionResponse handle(CancelKeyDeletionRequest input) {
        Contents after = keyring.change(contents -> {
            Key key = finder.findOwned(contents, input.keyId());
            if (key.state() != Key.State.PENDING_DELETION) {
                throw KMS_INVALID_STATE.because(finder.arn(key.id()) + " is not pending deletion.");
            }
            return contents.with(key.staying());
        });
        Key key = finder.findByKeyId(after, input.keyId());
        return CancelKeyDeletionResponse.builder().keyId(finder.arn(key.id())).build();
    }
}
