package io.millrace.keys.operation;

import static io.millrace.keys.operation.KmsError.LIMIT_EXCEEDED;

import io.millrace.frontdoor.Operation;
import io.millrace.keys.keyring.Key;
import io.millrace.keys.keyring.Keyring;
import io.millrace.keys.keyring.Material;
import software.amazon.awssdk.services.kms.model.RotateKeyOnDemandRequest;
import software.amazon.awssdk.services.kms.model.RotateKeyOnDemandResponse;

/** Gives a key new material at once; what old material encrypted stays readable. */
final class RotateKeyOnDemand implements Operation<RotateKeyOnDemandRequest, RotateKeyOnDemandResponse> {
    private static final int ROTATIONS_MAX = 25;

    private final Keyring keyring;
    private final KeyFinder finder;

    RotateKeyOnDemand(Keyring keyring, KeyFinder finder) {
        this.keyring = keyring;
        this.finder = finder;
    }

    @Override
    public Class<RotateKeyOnDemandRequest> inputType() {
        return RotateKeyOnDemandRequest.class;
    }

    @Override
    public RotateKeyOnDemandResponse handle(RotateKeyOnDemandRequest input) {
        keyring.change(contents -> {
            Key key = finder.usable(finder.findOwned(contents, input.keyId()));
            long rotations = key.materials().stream()
                    .filter(material -> material.origin() == Material.Origin.ROTATION_ON_DEMAND)
                    .count();
            if (rotations >= ROTATIONS_MAX) {
                throw LIMIT_EXCEEDED.because("%s was rotated on demand %d times, the most it may be."
                        .formatted(finder.arn(key.id()), rotations));
            }
            return contents.with(keyring.rotated(key));
        });
        return RotateKeyOnDemandResponse.builder().keyId(input.keyId()).build();
    }
}
