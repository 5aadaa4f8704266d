package io.millrace.flink.source;

import io.millrace.flink.proxy.Backoff;
import io.millrace.flink.proxy.Pause;
import io.millrace.flink.proxy.Retries;
import io.millrace.flink.source.enumerator.EnumeratorState;
import io.millrace.flink.source.enumerator.EnumeratorStateSerializer;
import io.millrace.flink.source.enumerator.ShardEnumerator;
import io.millrace.flink.source.reader.RecordDeserializer;
import io.millrace.flink.source.reader.StreamSourceReader;
import io.millrace.flink.source.split.ShardSplit;
import io.millrace.flink.source.split.ShardSplitSerializer;
import java.util.random.RandomGenerator;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SupportsSplitReassignmentOnRecovery;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.UserCodeClassLoader;
import org.jspecify.annotations.Nullable;

/**
 * A stream as a source: its shards are the splits, their order is kept per shard and from parent to child, and checkpoints
 * keep how far each is read. Every element carries its arrival as timestamp.
 */
public final class MillraceSource<T>
        implements Source<T, ShardSplit, EnumeratorState>, ResultTypeQueryable<T>, SupportsSplitReassignmentOnRecovery {
    private static final long serialVersionUID = 1L;

    private final SourceSettings settings;
    private final RecordDeserializer<T> deserializer;

    public MillraceSource(SourceSettings settings, RecordDeserializer<T> deserializer) {
        this.settings = settings;
        this.deserializer = deserializer;
    }

    @Override
    public Boundedness getBoundedness() {
        return settings.bounded() ? Boundedness.BOUNDED : Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<T, ShardSplit> createReader(SourceReaderContext context) throws Exception {
        deserializer.open(new DeserializationContext(context));
        return StreamSourceReader.create(settings, deserializer, context);
    }

    @Override
    public SplitEnumerator<ShardSplit, EnumeratorState> createEnumerator(SplitEnumeratorContext<ShardSplit> context) {
        return enumerator(context, null);
    }

    @Override
    public SplitEnumerator<ShardSplit, EnumeratorState> restoreEnumerator(
            SplitEnumeratorContext<ShardSplit> context, EnumeratorState state) {
        return enumerator(context, state);
    }

    private SplitEnumerator<ShardSplit, EnumeratorState> enumerator(
            SplitEnumeratorContext<ShardSplit> context, @Nullable EnumeratorState state) {
        Retries retries = new Retries(Backoff.DEFAULT, Pause.real(), RandomGenerator.getDefault());
        return new ShardEnumerator(context, settings, settings.stream().open(), retries, state);
    }

    @Override
    public SimpleVersionedSerializer<ShardSplit> getSplitSerializer() {
        return new ShardSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<EnumeratorState> getEnumeratorCheckpointSerializer() {
        return new EnumeratorStateSerializer();
    }

    @Override
    public TypeInformation<T> getProducedType() {
        return deserializer.getProducedType();
    }

    private record DeserializationContext(SourceReaderContext context)
            implements DeserializationSchema.InitializationContext {
        @Override
        public MetricGroup getMetricGroup() {
            return context.metricGroup().addGroup("deserializer");
        }

        @Override
        public UserCodeClassLoader getUserCodeClassLoader() {
            return context.getUserCodeClassLoader();
        }
    }
}
