package io.millrace.server.stream;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Fields that several events have on disk, as drawn at {@link StreamEventCodec}. */
final class EventFields {
    private EventFields() {}

    static void writeTags(DataOutputStream out, Map<String, String> tags) throws IOException {
        out.writeInt(tags.size());
        for (Map.Entry<String, String> tag : new TreeMap<>(tags).entrySet()) {
            out.writeUTF(tag.getKey());
            out.writeUTF(tag.getValue());
        }
    }

    static Map<String, String> readTags(DataInputStream in) throws IOException {
        Map<String, String> tags = new TreeMap<>();
        for (int count = in.readInt(); count > 0; count--) {
            tags.put(in.readUTF(), in.readUTF());
        }
        return tags;
    }

    static void writeInstants(DataOutputStream out, List<Instant> instants) throws IOException {
        out.writeInt(instants.size());
        for (Instant instant : instants) {
            out.writeLong(instant.toEpochMilli());
        }
    }

    static List<Instant> readInstants(DataInputStream in) throws IOException {
        List<Instant> instants = new ArrayList<>();
        for (int count = in.readInt(); count > 0; count--) {
            instants.add(readInstant(in));
        }
        return instants;
    }

    static void writeIfPresent(DataOutputStream out, Optional<Instant> instant) throws IOException {
        out.writeBoolean(instant.isPresent());
        if (instant.isPresent()) {
            out.writeLong(instant.get().toEpochMilli());
        }
    }

    static Optional<Instant> readIfPresent(DataInputStream in) throws IOException {
        return in.readBoolean() ? Optional.of(readInstant(in)) : Optional.empty();
    }

    static Instant readInstant(DataInputStream in) throws IOException {
        return Instant.ofEpochMilli(in.readLong());
    }

    static byte[] readBytes(DataInputStream in, int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }
}
