package io.millrace.flink.table;

import io.millrace.flink.proxy.StreamRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;

/** What a table can show of a record beside its data. */
enum ReadableMetadata {
    SHARD_ID("shard-id", DataTypes.STRING().notNull()) {
        @Override
        Object read(StreamRecord record) {
            return StringData.fromString(record.shard().toString());
        }
    },
    SEQUENCE_NUMBER("sequence-number", DataTypes.STRING().notNull()) {
        @Override
        Object read(StreamRecord record) {
            return StringData.fromString(record.sequenceNumber().toString());
        }
    },
    ARRIVAL_TIME("arrival-time", DataTypes.TIMESTAMP_LTZ(3).notNull()) {
        @Override
        Object read(StreamRecord record) {
            return TimestampData.fromInstant(record.arrival());
        }
    },
    /** The name AWS's connector gives the arrival. */
    TIMESTAMP("timestamp", DataTypes.TIMESTAMP_LTZ(3).notNull()) {
        @Override
        Object read(StreamRecord record) {
            return ARRIVAL_TIME.read(record);
        }
    },
    PARTITION_KEY("partition-key", DataTypes.STRING().notNull()) {
        @Override
        Object read(StreamRecord record) {
            return StringData.fromString(record.partitionKey());
        }
    };

    private final String key;

    @SuppressWarnings("ImmutableEnumChecker") // Flink's types are, they only do not say so.
    private final DataType type;

    ReadableMetadata(String key, DataType type) {
        this.key = key;
        this.type = type;
    }

    /** In Flink's internal form. */
    abstract Object read(StreamRecord record);

    static Map<String, DataType> types() {
        Map<String, DataType> types = new LinkedHashMap<>();
        for (ReadableMetadata metadata : values()) {
            types.put(metadata.key, metadata.type);
        }
        return types;
    }

    static ReadableMetadata of(String key) {
        for (ReadableMetadata metadata : values()) {
            if (metadata.key.equals(key)) {
                return metadata;
            }
        }
        throw new IllegalArgumentException("unknown metadata key: " + key);
    }
}
