package io.millrace.keys.operation;

import static io.millrace.keys.operation.KmsError.VALIDATION;

import io.millrace.frontdoor.Operation;
import io.millrace.keys.keyring.Contents;
import io.millrace.keys.keyring.Key;
import io.millrace.keys.keyring.Keyring;
import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionResponse;

/** Has a key cease to be some days later; until then it is used no more, and may be kept after all. */
final class ScheduleKeyDeletion implements Operation<ScheduleKeyDeletionRequest, ScheduleKeyDeletionResponse> {
    private static final int WINDOW_DAYS_DEFAULT = 30;
    private static final int WINDOW_DAYS_MIN = 7;
    private static final int WINDOW_DAYS_MAX = 30;

    private final Keyring keyring;
    private final KeyFinder finder;

    ScheduleKeyDeletion(Keyring keyring, KeyFinder finder) {
        this.keyring = keyring;
        this.finder = finder;
    }

    @Override
    public Class<ScheduleKeyDeletionRequest> inputType() {
        return ScheduleKeyDeletionRequest.class;
    }

    @Override
    public ScheduleKeyDeletionResponse handle(ScheduleKeyDeletionRequest input) {
        int days = input.pendingWindowInDays() == null ? WINDOW_DAYS_DEFAULT : input.pendingWindowInDays();
        if (days < WINDOW_DAYS_MIN || days > WINDOW_DAYS_MAX) {
            throw VALIDATION.because("PendingWindowInDays must be between %d and %d (inclusive)"
                    .formatted(WINDOW_DAYS_MIN, WINDOW_DAYS_MAX));
        }
        Instant at = keyring.now().plus(Duration.ofDays(days));
        Contents after = keyring.change(contents -> contents.with(
                finder.staying(finder.findOwned(contents, input.keyId())).leaving(at, days)));
        Key key = finder.findByKeyId(after, input.keyId());
        return ScheduleKeyDeletionResponse.builder()
                .keyId(finder.arn(key.id()))
                .deletionDate(at)
                .keyState(KeyState.PENDING_DELETION)
                .pendingWindowInDays(days)
                .build();
    }
}
