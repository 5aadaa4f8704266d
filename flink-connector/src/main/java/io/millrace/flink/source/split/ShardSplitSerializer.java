package io.millrace.flink.source.split;

import io.millrace.model.ShardId;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Splits in checkpoints, big-endian, version 1:
 *
 * <pre>
 *  shard index (4) | progress (1) | what the progress needs | end | complete until
 *
 *  progress: 0 from trim horizon | 1 from timestamp, epoch ms (8) | 2 after, length (2), unsigned (n) | 3 finished
 *  end, complete until: 0 (1), or 1 (1) and epoch ms (8)
 * </pre>
 */
public final class ShardSplitSerializer implements SimpleVersionedSerializer<ShardSplit> {
    private static final int VERSION = 1;
    private static final int BYTES_TYPICAL = 64;

    private static final byte FROM_TRIM_HORIZON = 0;
    private static final byte FROM_TIMESTAMP = 1;
    private static final byte AFTER = 2;
    private static final byte FINISHED = 3;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(ShardSplit split) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(BYTES_TYPICAL);
        write(split, out);
        return out.getCopyOfBuffer();
    }

    @Override
    public ShardSplit deserialize(int version, byte[] serialized) throws IOException {
        DataInputDeserializer in = new DataInputDeserializer(serialized);
        ShardSplit split = read(version, in);
        if (in.available() > 0) {
            throw new IOException("%d bytes after a split".formatted(in.available()));
        }
        return split;
    }

    /** Writes in the current version. */
    public void write(ShardSplit split, DataOutputView out) throws IOException {
        out.writeInt(split.shard().index());
        writeProgress(split.progress(), out);
        writeInstant(split.end(), out);
        writeInstant(split.completeUntil(), out);
    }

    /** Reads what {@link #write} of that version wrote. */
    public ShardSplit read(int version, DataInputView in) throws IOException {
        if (version != VERSION) {
            throw new IOException("splits of version %d were written by a newer connector".formatted(version));
        }
        return new ShardSplit(new ShardId(in.readInt()), readProgress(in), readInstant(in), readInstant(in));
    }

    private static void writeProgress(Progress progress, DataOutputView out) throws IOException {
        if (progress instanceof Progress.FromTrimHorizon) {
            out.writeByte(FROM_TRIM_HORIZON);
        } else if (progress instanceof Progress.FromTimestamp from) {
            out.writeByte(FROM_TIMESTAMP);
            out.writeLong(from.arrival().toEpochMilli());
        } else if (progress instanceof Progress.After after) {
            byte[] number = after.sequenceNumber().toByteArray();
            out.writeByte(AFTER);
            out.writeShort(number.length);
            out.write(number);
        } else {
            out.writeByte(FINISHED);
        }
    }

    private static Progress readProgress(DataInputView in) throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case FROM_TRIM_HORIZON -> new Progress.FromTrimHorizon();
            case FROM_TIMESTAMP -> new Progress.FromTimestamp(Instant.ofEpochMilli(in.readLong()));
            case AFTER -> {
                byte[] number = new byte[in.readUnsignedShort()];
                in.readFully(number);
                yield new Progress.After(new BigInteger(number));
            }
            case FINISHED -> new Progress.Finished();
            default -> throw new IOException("unknown progress " + kind);
        };
    }

    /** Writes an instant, or that there is none. */
    public static void writeInstant(@Nullable Instant instant, DataOutputView out) throws IOException {
        out.writeBoolean(instant != null);
        if (instant != null) {
            out.writeLong(instant.toEpochMilli());
        }
    }

    /** Reads what {@link #writeInstant} wrote. */
    public static @Nullable Instant readInstant(DataInputView in) throws IOException {
        return in.readBoolean() ? Instant.ofEpochMilli(in.readLong()) : null;
    }
}
