package io.millrace.keys.keyring;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a keyring file holds under its master key, big-endian.
 *
 * <pre>
 *  | keys (4) { key } | aliases (4) { alias } |
 *
 *  key       | id (16) | created ms (8) | description | owner (1) | enabled (1) |
 *            | 0, or 1 and deletion ms (8) and days (4) | 0, or 1 and rotation days (4) and next ms (8) |
 *            | materials (4) { id | made ms (8) | origin (1) | secret (32) } |
 *  alias     | name | key id (16) | created ms (8) | updated ms (8) |
 *  owner     0 customer, 1 service
 *  origin    0 creation, 1 automatic rotation, 2 rotation on demand
 * </pre>
 *
 * Text is Java's modified UTF-8 behind a length (2).
 */
final class ContentsCodec {
    private ContentsCodec() {}

    static byte[] encode(Contents contents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(contents.keys().size());
        for (Key key : contents.keys()) {
            write(out, key);
        }
        out.writeInt(contents.aliases().size());
        for (Alias alias : contents.aliases()) {
            out.writeUTF(alias.name());
            writeId(out, alias.key());
            out.writeLong(alias.created().toEpochMilli());
            out.writeLong(alias.updated().toEpochMilli());
        }
        return bytes.toByteArray();
    }

    /** Throws {@link IOException} if the bytes are not whole contents. */
    static Contents decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        Map<UUID, Key> keys = new HashMap<>();
        for (int count = in.readInt(); count > 0; count--) {
            Key key = readKey(in);
            keys.put(key.id(), key);
        }
        Map<String, Alias> aliases = new HashMap<>();
        for (int count = in.readInt(); count > 0; count--) {
            Alias alias = new Alias(in.readUTF(), readId(in), readInstant(in), readInstant(in));
            aliases.put(alias.name(), alias);
        }
        if (in.available() > 0) {
            throw new IOException("%d bytes too many".formatted(in.available()));
        }
        return Contents.of(keys, aliases);
    }

    private static void write(DataOutputStream out, Key key) throws IOException {
        writeId(out, key.id());
        out.writeLong(key.created().toEpochMilli());
        out.writeUTF(key.description());
        out.writeByte(code(key.owner()));
        out.writeBoolean(key.enabled());
        out.writeBoolean(key.deletion().isPresent());
        if (key.deletion().isPresent()) {
            out.writeLong(key.deletion().get().at().toEpochMilli());
            out.writeInt(key.deletion().get().windowDays());
        }
        out.writeBoolean(key.rotation().isPresent());
        if (key.rotation().isPresent()) {
            out.writeInt(key.rotation().get().days());
            out.writeLong(key.rotation().get().next().toEpochMilli());
        }
        out.writeInt(key.materials().size());
        for (Material material : key.materials()) {
            out.writeUTF(material.id());
            out.writeLong(material.made().toEpochMilli());
            out.writeByte(code(material.origin()));
            out.write(material.secret());
        }
    }

    private static Key readKey(DataInputStream in) throws IOException {
        UUID id = readId(in);
        Instant created = readInstant(in);
        String description = in.readUTF();
        Key.Owner owner = owner(in.readUnsignedByte());
        boolean enabled = in.readBoolean();
        Optional<Key.Deletion> deletion =
                in.readBoolean() ? Optional.of(new Key.Deletion(readInstant(in), in.readInt())) : Optional.empty();
        Optional<Key.Rotation> rotation =
                in.readBoolean() ? Optional.of(new Key.Rotation(in.readInt(), readInstant(in))) : Optional.empty();
        List<Material> materials = new ArrayList<>();
        for (int count = in.readInt(); count > 0; count--) {
            materials.add(readMaterial(in));
        }
        return new Key(id, created, description, owner, enabled, deletion, rotation, materials);
    }

    private static Material readMaterial(DataInputStream in) throws IOException {
        String id = in.readUTF();
        Instant made = readInstant(in);
        Material.Origin origin = origin(in.readUnsignedByte());
        byte[] secret = new byte[Material.SECRET_BYTES];
        in.readFully(secret);
        return new Material(id, made, origin, secret);
    }

    private static int code(Key.Owner owner) {
        return switch (owner) {
            case CUSTOMER -> 0;
            case SERVICE -> 1;
        };
    }

    private static Key.Owner owner(int code) throws IOException {
        return switch (code) {
            case 0 -> Key.Owner.CUSTOMER;
            case 1 -> Key.Owner.SERVICE;
            default -> throw new IOException("unknown owner of a key: " + code);
        };
    }

    private static int code(Material.Origin origin) {
        return switch (origin) {
            case CREATION -> 0;
            case AUTOMATIC_ROTATION -> 1;
            case ROTATION_ON_DEMAND -> 2;
        };
    }

    private static Material.Origin origin(int code) throws IOException {
        return switch (code) {
            case 0 -> Material.Origin.CREATION;
            case 1 -> Material.Origin.AUTOMATIC_ROTATION;
            case 2 -> Material.Origin.ROTATION_ON_DEMAND;
            default -> throw new IOException("unknown origin of key material: " + code);
        };
    }

    private static void writeId(DataOutputStream out, UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private static UUID readId(DataInputStream in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }

    private static Instant readInstant(DataInputStream in) throws IOException {
        return Instant.ofEpochMilli(in.readLong());
    }
}
