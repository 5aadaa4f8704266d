package io.millrace.server.testing.kill;

import java.util.Optional;
import java.util.concurrent.locks.Lock;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;

/** Encrypts a stream and ends its encryption in turns, as often as it is let. One thread at a time. */
final class EncryptionChanges implements Work {
    private static final String KEY = "alias/aws/kinesis";

    private final String stream;
    private final Turns turns;
    /** What the server has said last; empty while it is asked for a change. */
    private Optional<EncryptionType> said = Optional.of(EncryptionType.NONE);

    EncryptionChanges(String stream, Lock changing) {
        this.stream = stream;
        this.turns = new Turns(changing);
    }

    Turns turns() {
        return turns;
    }

    @Override
    public void turn(Caller caller) {
        turns.take(() -> change(caller));
    }

    private void change(Caller caller) {
        try {
            caller.awaitActive(stream);
            change(caller, summary(caller).encryptionType());
            caller.awaitActive(stream);
        } catch (LimitExceededException e) {
            // As often as a day allows; the stream stays as it is.
            said = Optional.of(summary(caller).encryptionType());
        }
    }

    private void change(Caller caller, EncryptionType now) {
        said = Optional.empty();
        if (now == EncryptionType.KMS) {
            caller.call(kinesis -> kinesis.stopStreamEncryption(request -> request.streamName(stream)
                    .encryptionType(EncryptionType.KMS)
                    .keyId(KEY)));
            said = Optional.of(EncryptionType.NONE);
        } else {
            caller.call(kinesis -> kinesis.startStreamEncryption(request -> request.streamName(stream)
                    .encryptionType(EncryptionType.KMS)
                    .keyId(KEY)));
            said = Optional.of(EncryptionType.KMS);
        }
    }

    private StreamDescriptionSummary summary(Caller caller) {
        return caller.call(kinesis -> kinesis.describeStreamSummary(request -> request.streamName(stream)))
                .streamDescriptionSummary();
    }

    @Override
    public void check(Caller caller, Contents contents) {
        EncryptionType now = summary(caller).encryptionType();
        if (said.isPresent() && said.get() != now) {
            throw new AssertionError("a stream's encryption was %s and is %s".formatted(said.get(), now));
        }
    }
}
