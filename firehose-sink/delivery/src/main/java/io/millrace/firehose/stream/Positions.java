package io.millrace.firehose.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigInteger;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The last sequence number of each shard, by shard id; a shard without one has given nothing yet. */
public record Positions(SortedMap<String, BigInteger> byShard) {
    public static final Positions NONE = new Positions(new TreeMap<>());

    private static final JsonMapper JSON = new JsonMapper();

    public Positions {
        byShard = Collections.unmodifiableSortedMap(new TreeMap<>(byShard));
    }

    /** Reads what {@link #toString} wrote; throws {@link IllegalArgumentException} for any other text. */
    public static Positions parse(String text) {
        try {
            Map<String, String> decimals = JSON.readValue(text, new TypeReference<>() {});
            TreeMap<String, BigInteger> byShard = new TreeMap<>();
            decimals.forEach((shard, decimal) -> byShard.put(shard, new BigInteger(decimal)));
            return new Positions(byShard);
        } catch (JsonProcessingException | NumberFormatException e) {
            throw new IllegalArgumentException("not positions: " + text, e);
        }
    }

    public Optional<BigInteger> of(String shard) {
        return Optional.ofNullable(byShard.get(shard));
    }

    /** Per shard, the further one. */
    public Positions furthest(Positions that) {
        TreeMap<String, BigInteger> merged = new TreeMap<>(byShard);
        that.byShard.forEach((shard, number) -> merged.merge(shard, number, BigInteger::max));
        return new Positions(merged);
    }

    /** Whether no shard of {@code that} is further than here. */
    public boolean cover(Positions that) {
        return that.byShard.entrySet().stream()
                .allMatch(entry -> of(entry.getKey())
                        .filter(number -> number.compareTo(entry.getValue()) >= 0)
                        .isPresent());
    }

    /** Without the shards that are gone. */
    public Positions only(Set<String> shards) {
        TreeMap<String, BigInteger> kept = new TreeMap<>(byShard);
        kept.keySet().retainAll(shards);
        return new Positions(kept);
    }

    /** JSON: shard ids to decimal sequence numbers. */
    @Override
    public String toString() {
        TreeMap<String, String> decimals = new TreeMap<>();
        byShard.forEach((shard, number) -> decimals.put(shard, number.toString()));
        try {
            return JSON.writeValueAsString(decimals);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings are always JSON", e);
        }
    }
}
