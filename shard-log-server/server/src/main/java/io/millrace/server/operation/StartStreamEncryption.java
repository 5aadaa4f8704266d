package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.LIMIT_EXCEEDED;

import io.millrace.frontdoor.Operation;
import io.millrace.server.encryption.Seals;
import io.millrace.server.stream.Encryption;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.StartStreamEncryptionRequest;
import software.amazon.awssdk.services.kinesis.model.StartStreamEncryptionResponse;

/** Has a stream's records sealed under a key from now on; those it has stay as they are. */
final class StartStreamEncryption implements Operation<StartStreamEncryptionRequest, StartStreamEncryptionResponse> {
    private static final int TIMES_MAX = 25;

    private final StreamFinder finder;
    private final Streams streams;
    private final Updates updates;
    private final StreamSeals seals;

    StartStreamEncryption(StreamFinder finder, Streams streams, Updates updates, Seals seals) {
        this.finder = finder;
        this.streams = streams;
        this.updates = updates;
        this.seals = new StreamSeals(seals);
    }

    @Override
    public Class<StartStreamEncryptionRequest> inputType() {
        return StartStreamEncryptionRequest.class;
    }

    @Override
    public StartStreamEncryptionResponse handle(StartStreamEncryptionRequest input) {
        if (input.encryptionType() != EncryptionType.KMS) {
            throw INVALID_ARGUMENT.because("EncryptionType must be KMS.");
        }
        StreamFinder.Reference reference =
                new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId());
        Stream stream = finder.find(reference);
        updates.checkActive(stream);
        seals.check(stream, input.keyId());
        updates.update(reference, current -> started(current, input.keyId()));
        return StartStreamEncryptionResponse.builder().build();
    }

    private Stream started(Stream stream, String keyId) {
        Encryption encryption = stream.properties().encryption();
        if (encryption.keyId().equals(Optional.of(keyId))) {
            return stream;
        }
        Instant now = streams.now();
        if (encryption.startedLately(now) >= TIMES_MAX) {
            throw LIMIT_EXCEEDED.because(
                    "Encryption of stream %s under account %s was started %d times in the last 24 hours."
                            .formatted(stream.name(), finder.account().id(), TIMES_MAX));
        }
        return stream.with(stream.properties().with(encryption.started(keyId, now)));
    }
}
