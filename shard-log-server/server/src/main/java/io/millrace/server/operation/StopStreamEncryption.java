package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.LIMIT_EXCEEDED;

import io.millrace.frontdoor.Operation;
import io.millrace.server.stream.Encryption;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import java.time.Instant;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.StopStreamEncryptionRequest;
import software.amazon.awssdk.services.kinesis.model.StopStreamEncryptionResponse;

/** Has a stream's records sealed no more from now on; those it has stay as they are, and need their key. */
final class StopStreamEncryption implements Operation<StopStreamEncryptionRequest, StopStreamEncryptionResponse> {
    private static final int TIMES_MAX = 25;

    private final StreamFinder finder;
    private final Streams streams;
    private final Updates updates;

    StopStreamEncryption(StreamFinder finder, Streams streams, Updates updates) {
        this.finder = finder;
        this.streams = streams;
        this.updates = updates;
    }

    @Override
    public Class<StopStreamEncryptionRequest> inputType() {
        return StopStreamEncryptionRequest.class;
    }

    @Override
    public StopStreamEncryptionResponse handle(StopStreamEncryptionRequest input) {
        if (input.encryptionType() != EncryptionType.KMS) {
            throw INVALID_ARGUMENT.because("EncryptionType must be KMS.");
        }
        updates.update(
                new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId()), this::stopped);
        return StopStreamEncryptionResponse.builder().build();
    }

    private Stream stopped(Stream stream) {
        Encryption encryption = stream.properties().encryption();
        if (encryption.keyId().isEmpty()) {
            return stream;
        }
        Instant now = streams.now();
        if (encryption.stoppedLately(now) >= TIMES_MAX) {
            throw LIMIT_EXCEEDED.because(
                    "Encryption of stream %s under account %s was stopped %d times in the last 24 hours."
                            .formatted(stream.name(), finder.account().id(), TIMES_MAX));
        }
        return stream.with(stream.properties().with(encryption.stopped(now)));
    }
}
