package io.millrace.flink.sink;

import io.millrace.flink.proxy.PutEntry;
import java.io.Serializable;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.jspecify.annotations.Nullable;

/** Turns an element into a record of the stream; runs in one subtask's thread. */
public interface EntryConverter<T> extends Serializable {
    /**
     * Called once before the first element.
     *
     * @param subtask of the sink, counted from 0
     */
    void open(SerializationSchema.InitializationContext context, int subtask) throws Exception;

    /** Null for an element that has no record. */
    @Nullable
    PutEntry convert(T element);
}
