package io.millrace.flink.source.reader;

import io.millrace.flink.proxy.StreamRecord;
import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.util.Collector;

/** Turns a record of the stream into none, one or several elements. */
public interface RecordDeserializer<T> extends Serializable, ResultTypeQueryable<T> {
    void open(DeserializationSchema.InitializationContext context) throws Exception;

    void deserialize(StreamRecord record, Collector<T> out) throws IOException;

    /** Looks at the data alone. */
    static <T> RecordDeserializer<T> ofData(DeserializationSchema<T> schema) {
        return new RecordDeserializer<>() {
            private static final long serialVersionUID = 1L;

            @Override
            public void open(DeserializationSchema.InitializationContext context) throws Exception {
                schema.open(context);
            }

            @Override
            public void deserialize(StreamRecord record, Collector<T> out) throws IOException {
                schema.deserialize(record.data(), out);
            }

            @Override
            public TypeInformation<T> getProducedType() {
                return schema.getProducedType();
            }
        };
    }
}
