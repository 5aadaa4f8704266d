package io.millrace.flink.source.enumerator;

import io.millrace.flink.source.split.ShardSplit;
import io.millrace.flink.source.split.ShardSplitSerializer;
import io.millrace.model.ShardId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The enumerator's state in checkpoints, big-endian, version 1:
 *
 * <pre>
 *  last seen (4) | split version (4) | unassigned: count (4), splits | assigned | finished | parents: count (4), entries
 *
 *  assigned, finished: count (4), shard indexes (4 each); entry: shard index (4), then its parents like assigned
 * </pre>
 *
 * Shards are in the order of their indexes.
 */
public final class EnumeratorStateSerializer implements SimpleVersionedSerializer<EnumeratorState> {
    private static final int VERSION = 1;
    private static final int BYTES_TYPICAL = 256;

    private final ShardSplitSerializer splits = new ShardSplitSerializer();

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(EnumeratorState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(BYTES_TYPICAL);
        out.writeInt(state.lastSeen());
        out.writeInt(splits.getVersion());
        out.writeInt(state.unassigned().size());
        for (ShardSplit split : state.unassigned()) {
            splits.write(split, out);
        }
        writeShards(state.assigned(), out);
        writeShards(state.finished(), out);
        out.writeInt(state.parents().size());
        for (Map.Entry<ShardId, Set<ShardId>> entry : new TreeMap<>(state.parents()).entrySet()) {
            out.writeInt(entry.getKey().index());
            writeShards(entry.getValue(), out);
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public EnumeratorState deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException("enumerator state of version %d was written by a newer connector".formatted(version));
        }
        DataInputDeserializer in = new DataInputDeserializer(serialized);
        int lastSeen = in.readInt();
        int splitVersion = in.readInt();
        List<ShardSplit> unassigned = new ArrayList<>();
        for (int count = in.readInt(); count > 0; count--) {
            unassigned.add(splits.read(splitVersion, in));
        }
        Set<ShardId> assigned = readShards(in);
        Set<ShardId> finished = readShards(in);
        Map<ShardId, Set<ShardId>> parents = new TreeMap<>();
        for (int count = in.readInt(); count > 0; count--) {
            parents.put(new ShardId(in.readInt()), readShards(in));
        }
        if (in.available() > 0) {
            throw new IOException("%d bytes after the enumerator's state".formatted(in.available()));
        }
        return new EnumeratorState(lastSeen, unassigned, assigned, finished, parents);
    }

    private static void writeShards(Collection<ShardId> shards, DataOutputView out) throws IOException {
        out.writeInt(shards.size());
        for (ShardId shard : new TreeSet<>(shards)) {
            out.writeInt(shard.index());
        }
    }

    private static Set<ShardId> readShards(DataInputView in) throws IOException {
        Set<ShardId> shards = new LinkedHashSet<>();
        for (int count = in.readInt(); count > 0; count--) {
            shards.add(new ShardId(in.readInt()));
        }
        return shards;
    }
}
