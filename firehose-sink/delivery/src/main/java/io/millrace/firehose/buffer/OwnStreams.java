package io.millrace.firehose.buffer;

import io.millrace.firehose.stream.DeliveryStream;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** Makes and deletes the streams that directly put records wait in. */
record OwnStreams(KinesisClient kinesis, int shards) {
    private static final Duration POLL = Duration.ofMillis(100);

    /** Makes the stream if it is not there, and waits for it; returns why it cannot be made. */
    Optional<String> make(DeliveryStream stream, Stop stop) {
        String name = stream.ownStream().value();
        try {
            kinesis.createStream(create -> create.streamName(name).shardCount(shards));
        } catch (ResourceInUseException e) {
            // Made before a crash: no other delivery stream's has this name.
        } catch (LimitExceededException e) {
            return Optional.of(e.awsErrorDetails().errorMessage());
        }
        while (!active(name) && !stop.within(POLL)) {
            // once more
        }
        return Optional.empty();
    }

    void delete(DeliveryStream stream) {
        try {
            kinesis.deleteStream(delete -> delete.streamName(stream.ownStream().value()));
        } catch (ResourceNotFoundException e) {
            // Never made, or deleted before a crash.
        }
    }

    private boolean active(String name) {
        StreamStatus status = kinesis.describeStreamSummary(describe -> describe.streamName(name))
                .streamDescriptionSummary()
                .streamStatus();
        return status == StreamStatus.ACTIVE;
    }
}
