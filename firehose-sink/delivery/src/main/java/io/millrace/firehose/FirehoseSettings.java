package io.millrace.firehose;

import io.millrace.firehose.buffer.DeliveryStreams;
import java.util.Map;
import java.util.TreeSet;

/**
 * What the configuration may say of Firehose.
 *
 * @param deliveryStreamsMax {@code delivery-streams-max}; AWS's quota by default
 * @param directPutShards {@code direct-put-shards}: how many the stream of a directly put delivery stream has
 */
record FirehoseSettings(int deliveryStreamsMax, int directPutShards) {
    static final FirehoseSettings DEFAULT = new FirehoseSettings(5_000, 1);

    private static final String DELIVERY_STREAMS_MAX = "delivery-streams-max";
    private static final String DIRECT_PUT_SHARDS = "direct-put-shards";

    FirehoseSettings {
        if (deliveryStreamsMax < 1) {
            throw new IllegalArgumentException("firehose.%s is below 1".formatted(DELIVERY_STREAMS_MAX));
        }
        if (directPutShards < 1) {
            throw new IllegalArgumentException("firehose.%s is below 1".formatted(DIRECT_PUT_SHARDS));
        }
    }

    /** Throws {@link IllegalArgumentException}, in one line, for a key that is unknown or a value that is wrong. */
    static FirehoseSettings of(Map<String, String> settings) {
        TreeSet<String> unknown = new TreeSet<>(settings.keySet());
        unknown.remove(DELIVERY_STREAMS_MAX);
        unknown.remove(DIRECT_PUT_SHARDS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown keys of firehose: " + String.join(", ", unknown));
        }
        return new FirehoseSettings(
                number(settings, DELIVERY_STREAMS_MAX, DEFAULT.deliveryStreamsMax),
                number(settings, DIRECT_PUT_SHARDS, DEFAULT.directPutShards));
    }

    DeliveryStreams.Limits limits() {
        return new DeliveryStreams.Limits(deliveryStreamsMax, directPutShards);
    }

    private static int number(Map<String, String> settings, String key, int byDefault) {
        String text = settings.get(key);
        if (text == null) {
            return byDefault;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("firehose.%s is not a number: %s".formatted(key, text), e);
        }
    }
}
