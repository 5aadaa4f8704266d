package io.millrace.firehose.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.UUID;

/**
 * One delivery, written down before any of its data is: after a crash the same records go to the same names again.
 *
 * @param id names what the delivery writes
 * @param through where its range ends, inclusive; it begins after the delivered positions; only shards that give records
 * @param oldestArrival of its records, to the millisecond; dates what the delivery writes
 * @param records how many
 */
public record Intent(UUID id, Positions through, Instant oldestArrival, long records) {
    private static final JsonMapper JSON = new JsonMapper();

    public Intent {
        if (records <= 0) {
            throw new IllegalArgumentException("a delivery of no records");
        }
        oldestArrival = Instant.ofEpochMilli(oldestArrival.toEpochMilli());
    }

    /** Reads what {@link #toString} wrote; throws {@link IllegalArgumentException} for any other text. */
    public static Intent parse(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return new Intent(
                    UUID.fromString(node.required("id").asText()),
                    Positions.parse(node.required("through").toString()),
                    Instant.ofEpochMilli(node.required("oldestArrivalMillis").asLong()),
                    node.required("records").asLong());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not an intent: " + text, e);
        }
    }

    @Override
    public String toString() {
        ObjectNode node = JSON.createObjectNode();
        node.put("id", id.toString());
        try {
            node.set("through", JSON.readTree(through.toString()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("positions are always JSON", e);
        }
        node.put("oldestArrivalMillis", oldestArrival.toEpochMilli());
        node.put("records", records);
        return node.toString();
    }
}
