package io.millrace.server.stream;

import io.millrace.model.HashKey;
import io.millrace.model.HashKeyRange;
import io.millrace.model.ShardId;
import io.millrace.model.StreamName;
import io.millrace.server.stream.StreamEvent.ShardNumbersTaken;
import io.millrace.server.stream.StreamEvent.StreamCreated;
import io.millrace.server.stream.StreamEvent.StreamForgotten;
import io.millrace.server.stream.StreamEvent.StreamLeaving;
import io.millrace.server.stream.StreamEvent.TokenKeyMade;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.kinesis.model.StreamMode;

/**
 * Events on disk, big-endian: a version byte, then any number of events one after another, each a kind byte and its
 * fields.
 *
 * <pre>
 *  version 1
 *  kind 1  token key      | length (2) | key |
 *  kind 2  numbers taken  | next (8) |
 *  kind 3  created        | id | name | created ms (8) | active ms (8) | 0, or 1 and gone ms (8) | mode |
 *                         | retention s (8) | record bytes (4) | tags (4) { key | value } | shards (4) { shard } |
 *          shard          | index (4) | log number (8) | start | end | created ms (8) |
 *  kind 4  leaving        | id | gone ms (8) |
 *  kind 5  forgotten      | id |
 * </pre>
 *
 * Text is Java's modified UTF-8 behind a length (2); a hash key is a length (1) and its unsigned bytes.
 */
final class StreamEventCodec {
    private static final int VERSION = 1;
    private static final int TOKEN_KEY_MADE = 1;
    private static final int SHARD_NUMBERS_TAKEN = 2;
    private static final int STREAM_CREATED = 3;
    private static final int STREAM_LEAVING = 4;
    private static final int STREAM_FORGOTTEN = 5;

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
        if (version != VERSION) {
            throw new IOException("stream metadata of version %d, this server reads %d".formatted(version, VERSION));
        }
        List<StreamEvent> events = new ArrayList<>();
        while (in.available() > 0) {
            events.add(read(in));
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
        }
    }

    private static StreamEvent read(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case TOKEN_KEY_MADE -> new TokenKeyMade(readBytes(in, in.readUnsignedShort()));
            case SHARD_NUMBERS_TAKEN -> new ShardNumbersTaken(in.readLong());
            case STREAM_CREATED -> new StreamCreated(readStream(in));
            case STREAM_LEAVING -> new StreamLeaving(in.readUTF(), readInstant(in));
            case STREAM_FORGOTTEN -> new StreamForgotten(in.readUTF());
            default -> throw new IOException("unknown kind of stream metadata: " + kind);
        };
    }

    private static void writeStream(DataOutputStream out, Stream stream) throws IOException {
        out.writeUTF(stream.id());
        out.writeUTF(stream.name().value());
        out.writeLong(stream.life().created().toEpochMilli());
        out.writeLong(stream.life().active().toEpochMilli());
        Optional<Instant> gone = stream.life().gone();
        out.writeBoolean(gone.isPresent());
        if (gone.isPresent()) {
            out.writeLong(gone.get().toEpochMilli());
        }
        out.writeUTF(stream.properties().mode().toString());
        out.writeLong(stream.properties().retention().toSeconds());
        out.writeInt(stream.properties().maxRecordBytes());
        out.writeInt(stream.tags().size());
        for (Map.Entry<String, String> tag : new TreeMap<>(stream.tags()).entrySet()) {
            out.writeUTF(tag.getKey());
            out.writeUTF(tag.getValue());
        }
        out.writeInt(stream.shards().size());
        for (Shard shard : stream.shards()) {
            out.writeInt(shard.id().index());
            out.writeLong(shard.log());
            writeHashKey(out, shard.range().start());
            writeHashKey(out, shard.range().end());
            out.writeLong(shard.created().toEpochMilli());
        }
    }

    private static Stream readStream(DataInputStream in) throws IOException {
        String id = in.readUTF();
        StreamName name = new StreamName(in.readUTF());
        Stream.Life life = new Stream.Life(
                readInstant(in), readInstant(in), in.readBoolean() ? Optional.of(readInstant(in)) : Optional.empty());
        Stream.Properties properties = new Stream.Properties(
                StreamMode.fromValue(in.readUTF()), Duration.ofSeconds(in.readLong()), in.readInt());
        Map<String, String> tags = new TreeMap<>();
        for (int count = in.readInt(); count > 0; count--) {
            tags.put(in.readUTF(), in.readUTF());
        }
        List<Shard> shards = new ArrayList<>();
        for (int count = in.readInt(); count > 0; count--) {
            shards.add(new Shard(
                    new ShardId(in.readInt()),
                    in.readLong(),
                    new HashKeyRange(readHashKey(in), readHashKey(in)),
                    readInstant(in)));
        }
        return new Stream(id, name, life, properties, tags, shards);
    }

    private static Instant readInstant(DataInputStream in) throws IOException {
        return Instant.ofEpochMilli(in.readLong());
    }

    private static void writeHashKey(DataOutputStream out, HashKey key) throws IOException {
        byte[] bytes = key.value().toByteArray();
        out.writeByte(bytes.length);
        out.write(bytes);
    }

    private static HashKey readHashKey(DataInputStream in) throws IOException {
        return new HashKey(new BigInteger(1, readBytes(in, in.readUnsignedByte())));
    }

    private static byte[] readBytes(DataInputStream in, int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }
}
