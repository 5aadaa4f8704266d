package io.millrace.server.stream;

import static io.millrace.server.stream.EventFields.readBytes;
import static io.millrace.server.stream.EventFields.readIfPresent;
import static io.millrace.server.stream.EventFields.readInstant;
import static io.millrace.server.stream.EventFields.readInstants;
import static io.millrace.server.stream.EventFields.readTags;
import static io.millrace.server.stream.EventFields.writeIfPresent;
import static io.millrace.server.stream.EventFields.writeInstants;
import static io.millrace.server.stream.EventFields.writeTags;
import static io.millrace.server.stream.ShardCodec.readEnds;
import static io.millrace.server.stream.ShardCodec.readIds;
import static io.millrace.server.stream.ShardCodec.readShards;
import static io.millrace.server.stream.ShardCodec.writeEnds;
import static io.millrace.server.stream.ShardCodec.writeIds;
import static io.millrace.server.stream.ShardCodec.writeShards;

import io.millrace.model.StreamName;
import io.millrace.server.stream.StreamEvent.CapacityChanged;
import io.millrace.server.stream.StreamEvent.CommitmentChanged;
import io.millrace.server.stream.StreamEvent.ConsumerEvent;
import io.millrace.server.stream.StreamEvent.EncryptionChanged;
import io.millrace.server.stream.StreamEvent.PolicyChanged;
import io.millrace.server.stream.StreamEvent.ShardNumbersTaken;
import io.millrace.server.stream.StreamEvent.ShardsForgotten;
import io.millrace.server.stream.StreamEvent.ShardsReplaced;
import io.millrace.server.stream.StreamEvent.StreamChanged;
import io.millrace.server.stream.StreamEvent.StreamCreated;
import io.millrace.server.stream.StreamEvent.StreamForgotten;
import io.millrace.server.stream.StreamEvent.StreamLeaving;
import io.millrace.server.stream.StreamEvent.TokenKeyMade;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.kinesis.model.StreamMode;

/**
 * Events on disk, big-endian: a version byte, then any number of events one after another, each a kind byte and its
 * fields.
 *
 * <pre>
 *  version 2
 *  kind 1  token key      | length (2) | key |
 *  kind 2  numbers taken  | next (8) |
 *  kind 3  created        | id | name | created ms (8) | active ms (8) | settled ms (8) | 0, or 1 and gone ms (8) |
 *                         | mode | retention s (8) | record bytes (4) | tags (4) { key | value } | shards (4) { shard } |
 *          shard          | index (4) | log number (8) | start | end | created ms (8) |
 *                         | parents (1) { index (4) } | 0, or 1 and end |
 *          end            | next sequence (8) | last arrival ms (8) | closed ms (8) |
 *  kind 4  leaving        | id | gone ms (8) |
 *  kind 5  forgotten      | id |
 *  kind 6  replaced       | id | settled ms (8) | closed (4) { index (4) | end } | opened (4) { shard } |
 *  kind 7  shards gone    | id | shards (4) { index (4) } |
 *  kind 8  changed        | id | settled ms (8) | mode | retention s (8) | record bytes (4) | tags (4) { key | value } |
 *                         | metrics (4) { name } |
 *  kinds 9 to 12          | see {@link ConsumerEventCodec}
 *  kind 13 encryption     | id | settled ms (8) | 0, or 1 and key id | started (4) { ms (8) } | stopped (4) { ms (8) } |
 *  kind 15 policy         | stream id | consumer, empty for the stream's own | policy, empty for none |
 *  kind 17 capacity       | id | settled ms (8) | target (4), 0 if none | warm MiB/s (4) | scaled (4) { ms (8) } |
 *                         | switched (4) { ms (8) } |
 *  kind 18 commitment     | 0, or 1 and started ms (8) | 0, or 1 and ended ms (8) |
 *
 *  version 1, still read: without the kinds from 6 on, settled, parents and ends
 * </pre>
 *
 * Text is Java's modified UTF-8 behind a length (2); a hash key is a length (1) and its unsigned bytes.
 */
final class StreamEventCodec {
    private static final int VERSION = 2;
    static final int VERSION_WITHOUT_RESHARDING = 1;
    private static final int TOKEN_KEY_MADE = 1;
    private static final int SHARD_NUMBERS_TAKEN = 2;
    private static final int STREAM_CREATED = 3;
    private static final int STREAM_LEAVING = 4;
    private static final int STREAM_FORGOTTEN = 5;
    private static final int SHARDS_REPLACED = 6;
    private static final int SHARDS_FORGOTTEN = 7;
    private static final int STREAM_CHANGED = 8;
    private static final int ENCRYPTION_CHANGED = 13;
    private static final int POLICY_CHANGED = 15;
    private static final int CAPACITY_CHANGED = 17;
    private static final int COMMITMENT_CHANGED = 18;

    private StreamEventCodec() {}

    static byte[] encode(List<StreamEvent> events) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(VERSION);
        for (StreamEvent event : events) {
            write(out, event);
        }
        return bytes.toByteArray();
    }

    /** Throws {@link IOException} if the bytes are not whole events of a version known here. */
    static List<StreamEvent> decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int version = in.readUnsignedByte();
        if (version != VERSION && version != VERSION_WITHOUT_RESHARDING) {
            throw new IOException("stream metadata of version %d, this server reads %d".formatted(version, VERSION));
        }
        List<StreamEvent> events = new ArrayList<>();
        while (in.available() > 0) {
            events.add(read(in, version));
        }
        return events;
    }

    private static void write(DataOutputStream out, StreamEvent event) throws IOException {
        switch (event) {
            case TokenKeyMade made -> {
                out.writeByte(TOKEN_KEY_MADE);
                out.writeShort(made.key().length);
                out.write(made.key());
            }
            case ShardNumbersTaken taken -> {
                out.writeByte(SHARD_NUMBERS_TAKEN);
                out.writeLong(taken.next());
            }
            case StreamCreated created -> {
                out.writeByte(STREAM_CREATED);
                writeStream(out, created.stream());
            }
            case StreamLeaving leaving -> {
                out.writeByte(STREAM_LEAVING);
                out.writeUTF(leaving.id());
                out.writeLong(leaving.gone().toEpochMilli());
            }
            case StreamForgotten forgotten -> {
                out.writeByte(STREAM_FORGOTTEN);
                out.writeUTF(forgotten.id());
            }
            case ShardsReplaced replaced -> writeReplaced(out, replaced);
            case StreamChanged changed -> writeChanged(out, changed);
            case EncryptionChanged changed -> writeEncryption(out, changed);
            case CapacityChanged changed -> writeCapacity(out, changed);
            case PolicyChanged changed -> {
                out.writeByte(POLICY_CHANGED);
                out.writeUTF(changed.streamId());
                out.writeUTF(changed.consumer());
                out.writeUTF(changed.policy());
            }
            case CommitmentChanged changed -> {
                out.writeByte(COMMITMENT_CHANGED);
                writeIfPresent(out, changed.commitment().started());
                writeIfPresent(out, changed.commitment().ended());
            }
            case ConsumerEvent about -> ConsumerEventCodec.write(out, about);
            case ShardsForgotten forgotten -> {
                out.writeByte(SHARDS_FORGOTTEN);
                out.writeUTF(forgotten.id());
                writeIds(out, forgotten.shards());
            }
        }
    }

    private static void writeReplaced(DataOutputStream out, ShardsReplaced replaced) throws IOException {
        out.writeByte(SHARDS_REPLACED);
        out.writeUTF(replaced.id());
        out.writeLong(replaced.settled().toEpochMilli());
        writeEnds(out, replaced.closed());
        writeShards(out, replaced.opened());
    }

    private static void writeChanged(DataOutputStream out, StreamChanged changed) throws IOException {
        out.writeByte(STREAM_CHANGED);
        out.writeUTF(changed.id());
        out.writeLong(changed.settled().toEpochMilli());
        writeChoices(out, changed.properties(), changed.tags());
        out.writeInt(changed.properties().shardMetrics().size());
        for (String metric : new TreeSet<>(changed.properties().shardMetrics())) {
            out.writeUTF(metric);
        }
    }

    private static void writeEncryption(DataOutputStream out, EncryptionChanged changed) throws IOException {
        out.writeByte(ENCRYPTION_CHANGED);
        out.writeUTF(changed.id());
        out.writeLong(changed.settled().toEpochMilli());
        Optional<String> keyId = changed.encryption().keyId();
        out.writeBoolean(keyId.isPresent());
        if (keyId.isPresent()) {
            out.writeUTF(keyId.get());
        }
        writeInstants(out, changed.encryption().started());
        writeInstants(out, changed.encryption().stopped());
    }

    private static void writeCapacity(DataOutputStream out, CapacityChanged changed) throws IOException {
        out.writeByte(CAPACITY_CHANGED);
        out.writeUTF(changed.id());
        out.writeLong(changed.settled().toEpochMilli());
        out.writeInt(changed.capacity().target().orElse(0));
        out.writeInt(changed.capacity().warmMiBps());
        writeInstants(out, changed.capacity().scaled());
        writeInstants(out, changed.capacity().switched());
    }

    private static StreamEvent read(DataInputStream in, int version) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case TOKEN_KEY_MADE -> new TokenKeyMade(readBytes(in, in.readUnsignedShort()));
            case SHARD_NUMBERS_TAKEN -> new ShardNumbersTaken(in.readLong());
            case STREAM_CREATED -> new StreamCreated(readStream(in, version));
            case STREAM_LEAVING -> new StreamLeaving(in.readUTF(), readInstant(in));
            case STREAM_FORGOTTEN -> new StreamForgotten(in.readUTF());
            case SHARDS_REPLACED ->
                new ShardsReplaced(in.readUTF(), readInstant(in), readEnds(in), readShards(in, version));
            case STREAM_CHANGED -> readChanged(in);
            case ENCRYPTION_CHANGED -> new EncryptionChanged(in.readUTF(), readInstant(in), readEncryption(in));
            case CAPACITY_CHANGED -> new CapacityChanged(in.readUTF(), readInstant(in), readCapacity(in));
            case POLICY_CHANGED -> new PolicyChanged(in.readUTF(), in.readUTF(), in.readUTF());
            case COMMITMENT_CHANGED -> new CommitmentChanged(new Commitment(readIfPresent(in), readIfPresent(in)));
            case SHARDS_FORGOTTEN -> new ShardsForgotten(in.readUTF(), readIds(in, in.readInt()));
            case ConsumerEventCodec.REGISTERED,
                    ConsumerEventCodec.LEAVING,
                    ConsumerEventCodec.TAGGED,
                    ConsumerEventCodec.FORGOTTEN -> ConsumerEventCodec.read(in, kind);
            default -> throw new IOException("unknown kind of stream metadata: " + kind);
        };
    }

    private static void writeStream(DataOutputStream out, Stream stream) throws IOException {
        out.writeUTF(stream.id());
        out.writeUTF(stream.name().value());
        out.writeLong(stream.life().created().toEpochMilli());
        out.writeLong(stream.life().active().toEpochMilli());
        out.writeLong(stream.life().settled().toEpochMilli());
        writeIfPresent(out, stream.life().gone());
        writeChoices(out, stream.properties(), stream.tags());
        writeShards(out, stream.shards());
    }

    private static void writeChoices(DataOutputStream out, Stream.Properties properties, Map<String, String> tags)
            throws IOException {
        out.writeUTF(properties.mode().toString());
        out.writeLong(properties.retention().toSeconds());
        out.writeInt(properties.maxRecordBytes());
        writeTags(out, tags);
    }

    private static Stream readStream(DataInputStream in, int version) throws IOException {
        String id = in.readUTF();
        StreamName name = new StreamName(in.readUTF());
        Instant created = readInstant(in);
        Instant active = readInstant(in);
        Instant settled = version == VERSION_WITHOUT_RESHARDING ? active : readInstant(in);
        Optional<Instant> gone = readIfPresent(in);
        Stream.Properties properties = readProperties(in);
        Map<String, String> tags = readTags(in);
        Stream.Life life = new Stream.Life(created, active, settled, gone);
        return new Stream(id, name, life, properties, tags, readShards(in, version));
    }

    private static StreamChanged readChanged(DataInputStream in) throws IOException {
        String id = in.readUTF();
        Instant settled = readInstant(in);
        Stream.Properties properties = readProperties(in);
        Map<String, String> tags = readTags(in);
        Set<String> metrics = new LinkedHashSet<>();
        for (int count = in.readInt(); count > 0; count--) {
            metrics.add(in.readUTF());
        }
        return new StreamChanged(id, settled, properties.withShardMetrics(metrics), tags);
    }

    private static Stream.Properties readProperties(DataInputStream in) throws IOException {
        return new Stream.Properties(
                StreamMode.fromValue(in.readUTF()), Duration.ofSeconds(in.readLong()), in.readInt());
    }

    private static Encryption readEncryption(DataInputStream in) throws IOException {
        Optional<String> keyId = in.readBoolean() ? Optional.of(in.readUTF()) : Optional.empty();
        return new Encryption(keyId, readInstants(in), readInstants(in));
    }

    private static Capacity readCapacity(DataInputStream in) throws IOException {
        int target = in.readInt();
        return new Capacity(
                target == 0 ? OptionalInt.empty() : OptionalInt.of(target),
                in.readInt(),
                readInstants(in),
                readInstants(in));
    }
}
