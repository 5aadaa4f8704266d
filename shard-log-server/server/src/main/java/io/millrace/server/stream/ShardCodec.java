package io.millrace.server.stream;

import static io.millrace.server.stream.EventFields.readBytes;
import static io.millrace.server.stream.EventFields.readInstant;

import io.millrace.model.HashKey;
import io.millrace.model.HashKeyRange;
import io.millrace.model.ShardId;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The part of {@link StreamEventCodec}, where it is drawn, about shards. */
final class ShardCodec {
    private ShardCodec() {}

    static void writeShards(DataOutputStream out, List<Shard> shards) throws IOException {
        out.writeInt(shards.size());
        for (Shard shard : shards) {
            out.writeInt(shard.id().index());
            out.writeLong(shard.log());
            writeHashKey(out, shard.range().start());
            writeHashKey(out, shard.range().end());
            out.writeLong(shard.created().toEpochMilli());
            out.writeByte(shard.parents().size());
            for (ShardId parent : shard.parents()) {
                out.writeInt(parent.index());
            }
            out.writeBoolean(shard.end().isPresent());
            if (shard.end().isPresent()) {
                writeEnd(out, shard.end().get());
            }
        }
    }

    static List<Shard> readShards(DataInputStream in, int version) throws IOException {
        List<Shard> shards = new ArrayList<>();
        for (int count = in.readInt(); count > 0; count--) {
            ShardId id = new ShardId(in.readInt());
            long log = in.readLong();
            HashKeyRange range = new HashKeyRange(readHashKey(in), readHashKey(in));
            Instant created = readInstant(in);
            if (version == StreamEventCodec.VERSION_WITHOUT_RESHARDING) {
                shards.add(new Shard(id, log, range, created));
            } else {
                List<ShardId> parents = List.copyOf(readIds(in, in.readUnsignedByte()));
                Optional<Shard.End> end = in.readBoolean() ? Optional.of(readEnd(in)) : Optional.empty();
                shards.add(new Shard(id, log, range, created, parents, end));
            }
        }
        return shards;
    }

    static void writeIds(DataOutputStream out, Set<ShardId> ids) throws IOException {
        out.writeInt(ids.size());
        for (ShardId id : new TreeSet<>(ids)) {
            out.writeInt(id.index());
        }
    }

    static Set<ShardId> readIds(DataInputStream in, int count) throws IOException {
        Set<ShardId> ids = new LinkedHashSet<>();
        for (int left = count; left > 0; left--) {
            ids.add(new ShardId(in.readInt()));
        }
        return ids;
    }

    static void writeEnds(DataOutputStream out, Map<ShardId, Shard.End> ends) throws IOException {
        out.writeInt(ends.size());
        for (Map.Entry<ShardId, Shard.End> end : new TreeMap<>(ends).entrySet()) {
            out.writeInt(end.getKey().index());
            writeEnd(out, end.getValue());
        }
    }

    static Map<ShardId, Shard.End> readEnds(DataInputStream in) throws IOException {
        Map<ShardId, Shard.End> ends = new HashMap<>();
        for (int count = in.readInt(); count > 0; count--) {
            ends.put(new ShardId(in.readInt()), readEnd(in));
        }
        return ends;
    }

    private static void writeEnd(DataOutputStream out, Shard.End end) throws IOException {
        out.writeLong(end.next());
        out.writeLong(end.lastArrivalMillis());
        out.writeLong(end.at().toEpochMilli());
    }

    private static Shard.End readEnd(DataInputStream in) throws IOException {
        return new Shard.End(in.readLong(), in.readLong(), readInstant(in));
    }

    private static void writeHashKey(DataOutputStream out, HashKey key) throws IOException {
        byte[] bytes = key.value().toByteArray();
        out.writeByte(bytes.length);
        out.write(bytes);
    }

    private static HashKey readHashKey(DataInputStream in) throws IOException {
        return new HashKey(new BigInteger(1, readBytes(in, in.readUnsignedByte())));
    }
}
