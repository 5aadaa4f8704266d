package io.millrace.server.stream;

import static io.millrace.server.stream.EventFields.readIfPresent;
import static io.millrace.server.stream.EventFields.readInstant;
import static io.millrace.server.stream.EventFields.readTags;
import static io.millrace.server.stream.EventFields.writeIfPresent;
import static io.millrace.server.stream.EventFields.writeTags;

import io.millrace.server.stream.StreamEvent.ConsumerEvent;
import io.millrace.server.stream.StreamEvent.ConsumerLeaving;
import io.millrace.server.stream.StreamEvent.ConsumerRegistered;
import io.millrace.server.stream.StreamEvent.ConsumerTagged;
import io.millrace.server.stream.StreamEvent.ConsumersForgotten;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The part of {@link StreamEventCodec} about consumers.
 *
 * <pre>
 *  kind 9  registered     | stream id | name | created ms (8) | active ms (8) | 0, or 1 and gone ms (8) |
 *                         | tags (4) { key | value } |
 *  kind 10 leaving        | stream id | name | gone ms (8) |
 *  kind 11 tagged         | stream id | name | tags (4) { key | value } |
 *  kind 12 forgotten      | stream id | names (4) { name } |
 * </pre>
 */
final class ConsumerEventCodec {
    static final int REGISTERED = 9;
    static final int LEAVING = 10;
    static final int TAGGED = 11;
    static final int FORGOTTEN = 12;

    private ConsumerEventCodec() {}

    static void write(DataOutputStream out, ConsumerEvent event) throws IOException {
        switch (event) {
            case ConsumerRegistered registered -> {
                Consumer consumer = registered.consumer();
                out.writeByte(REGISTERED);
                out.writeUTF(consumer.streamId());
                out.writeUTF(consumer.name());
                out.writeLong(consumer.created().toEpochMilli());
                out.writeLong(consumer.active().toEpochMilli());
                writeIfPresent(out, consumer.gone());
                writeTags(out, consumer.tags());
            }
            case ConsumerLeaving leaving -> {
                out.writeByte(LEAVING);
                out.writeUTF(leaving.streamId());
                out.writeUTF(leaving.name());
                out.writeLong(leaving.gone().toEpochMilli());
            }
            case ConsumerTagged tagged -> {
                out.writeByte(TAGGED);
                out.writeUTF(tagged.streamId());
                out.writeUTF(tagged.name());
                writeTags(out, tagged.tags());
            }
            case ConsumersForgotten forgotten -> {
                out.writeByte(FORGOTTEN);
                out.writeUTF(forgotten.streamId());
                out.writeInt(forgotten.names().size());
                for (String name : new TreeSet<>(forgotten.names())) {
                    out.writeUTF(name);
                }
            }
        }
    }

    /** Reads what follows the kind. */
    static ConsumerEvent read(DataInputStream in, int kind) throws IOException {
        return switch (kind) {
            case REGISTERED -> new ConsumerRegistered(readConsumer(in));
            case LEAVING -> new ConsumerLeaving(in.readUTF(), in.readUTF(), readInstant(in));
            case TAGGED -> new ConsumerTagged(in.readUTF(), in.readUTF(), readTags(in));
            case FORGOTTEN -> new ConsumersForgotten(in.readUTF(), readNames(in));
            default -> throw new IOException("unknown kind of stream metadata: " + kind);
        };
    }

    private static Consumer readConsumer(DataInputStream in) throws IOException {
        String streamId = in.readUTF();
        String name = in.readUTF();
        Instant created = readInstant(in);
        Instant active = readInstant(in);
        Optional<Instant> gone = readIfPresent(in);
        Map<String, String> tags = readTags(in);
        return new Consumer(streamId, name, created, active, gone, tags);
    }

    private static Set<String> readNames(DataInputStream in) throws IOException {
        Set<String> names = new HashSet<>();
        for (int count = in.readInt(); count > 0; count--) {
            names.add(in.readUTF());
        }
        return names;
    }
}
