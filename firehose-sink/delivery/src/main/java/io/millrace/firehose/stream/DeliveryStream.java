package io.millrace.firehose.stream;

import io.millrace.model.StreamName;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.firehose.model.CreateDeliveryStreamRequest;

/**
 * A delivery stream as its store keeps it.
 *
 * @param id tells it from others of its name, before and after it
 * @param failure why it could not be created
 * @param created from here on a stream given as source is read
 * @param request what defined it
 */
public record DeliveryStream(
        String name,
        UUID id,
        Status status,
        Optional<String> failure,
        Instant created,
        CreateDeliveryStreamRequest request) {
    private static final int ID_DIGITS = 8;

    /** As the request came, from now on. */
    public static DeliveryStream creating(UUID id, Instant now, CreateDeliveryStreamRequest request) {
        return new DeliveryStream(
                request.deliveryStreamName(),
                id,
                Status.CREATING,
                Optional.empty(),
                Instant.ofEpochMilli(now.toEpochMilli()),
                request);
    }

    /** The stream that directly put records wait in; never the one of an earlier delivery stream of this name. */
    public StreamName ownStream() {
        return new StreamName(
                "millrace.firehose.%s.%s".formatted(name, id.toString().substring(0, ID_DIGITS)));
    }

    public DeliveryStream with(Status next, Optional<String> why) {
        return new DeliveryStream(name, id, next, why, created, request);
    }
}
