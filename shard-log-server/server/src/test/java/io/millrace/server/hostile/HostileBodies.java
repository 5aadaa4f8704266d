package io.millrace.server.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KinesisRequest;

/** Bodies in the shape of an operation's request, near enough to get far, and wrong somewhere. Not for several threads. */
final class HostileBodies {
    private static final int DEPTH_MAX = 6;
    private static final int DEEP = 4_000;
    private static final Map<String, List<SdkField<?>>> FIELDS = fields();
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";
    private static final List<String> TEXTS = List.of(
            "orders",
            "orders",
            "ghost",
            ARN,
            ARN + "/consumer/c:1700000000",
            "shardId-000000000000",
            "shardId-000000000001",
            "TRIM_HORIZON",
            "LATEST",
            "AT_TIMESTAMP",
            "AFTER_SEQUENCE_NUMBER",
            "AFTER_SHARD_ID",
            "ON_DEMAND",
            "PROVISIONED",
            "UNIFORM_SCALING",
            "KMS",
            "ALL",
            "0",
            "340282366920938463463374607431768211455",
            "340282366920938463463374607431768211456",
            "49590338271490256608559692538361571095921575989136588898",
            "-1",
            "",
            " ",
            "a".repeat(129),
            "k".repeat(257),
            "9".repeat(2_000),
            "{\"Version\":\"2012-10-17\",\"Statement\":[]}",
            "AAAAAAAAAAE=",
            "%00%n${jndi:ldap://x}",
            "\u0000",
            "\ud83d\ude00",
            "../../etc/passwd",
            "'; DROP TABLE streams; --");
    private static final List<String> PIECES = List.of(
            "null",
            "true",
            "-1",
            "1e999999999",
            "9".repeat(900),
            "[[[[[[[[",
            "{\"a\":",
            "\"\\ud800\"",
            "\"",
            "\\",
            "\u0000",
            "{}",
            "[]",
            ",",
            ":",
            "}",
            "]",
            "\ufffd",
            "NaN",
            "-",
            "\"Records\":[null]",
            "\"StreamName\":\"orders\",",
            "/* c */",
            "\u00ff\u00fe",
            "0x10",
            "01");
    private static final List<byte[]> CBOR_PIECES = List.of(
            hex("ff"),
            hex("bf"),
            hex("9f"),
            hex("5f41004100ff"),
            hex("7f61616162ff"),
            hex("c25b7fffffffffffffff"),
            hex("bb00000000ffffffff"),
            hex("9b7fffffffffffffff"),
            hex("1bffffffffffffffff"),
            hex("3bffffffffffffffff"),
            hex("fb7ff8000000000000"),
            hex("f97c00"),
            hex("f7"),
            hex("fc"),
            hex("1c"),
            hex("c1c1c1c1"),
            hex("62c328"),
            hex("d9d9f7"));

    private final Random random;

    /** Whether the stream that the others work on must live on. */
    private boolean sparing;

    HostileBodies(Random random) {
        this.random = random;
    }

    /** The names of the API's operations. */
    static List<String> operations() {
        return List.copyOf(FIELDS.keySet());
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static Map<String, List<SdkField<?>>> fields() {
        Map<String, List<SdkField<?>>> fields = new TreeMap<>();
        for (Method method : KinesisClient.class.getMethods()) {
            Class<?>[] parameters = method.getParameterTypes();
            if (parameters.length == 1 && KinesisRequest.class.isAssignableFrom(parameters[0])) {
                String type = parameters[0].getSimpleName();
                fields.put(type.substring(0, type.length() - "Request".length()), fieldsOf(parameters[0]));
            }
        }
        try {
            // The blocking client does not have it.
            Class<?> subscribe = Class.forName(KinesisRequest.class.getPackageName() + ".SubscribeToShardRequest");
            fields.put("SubscribeToShard", fieldsOf(subscribe));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
        return fields;
    }

    private static List<SdkField<?>> fieldsOf(Class<?> type) {
        try {
            return ((SdkPojo) type.getMethod("builder").invoke(null)).sdkFields();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    byte[] next(String operation, BodyFormat format) {
        sparing = operation.equals("DeleteStream");
        List<SdkField<?>> fields = FIELDS.getOrDefault(operation, List.of());
        return switch (random.nextInt(20)) {
            case 0 -> random.nextBoolean() ? new byte[0] : garbage();
            case 1 -> deep(format);
            case 2, 3, 4, 5 -> mutate(write(fields, format));
            case 6, 7 -> format == BodyFormat.JSON ? patchText(write(fields, format)) : patch(write(fields, format));
            default -> write(fields, format);
        };
    }

    private byte[] garbage() {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] deep(BodyFormat format) {
        int depth = 1 + random.nextInt(DEEP);
        if (format == BodyFormat.JSON) {
            String open = random.nextBoolean() ? "[" : "{\"a\":";
            return ("{\"StreamName\":" + open.repeat(depth)).getBytes(UTF_8);
        }
        byte[] bytes = new byte[depth];
        // Arrays of one, tags, or maps without an end.
        Arrays.fill(bytes, List.of((byte) 0x81, (byte) 0xc1, (byte) 0xbf).get(random.nextInt(3)));
        return bytes;
    }

    private byte[] write(List<SdkField<?>> fields, BodyFormat format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = format.factory().createGenerator(bytes)) {
            members(generator, fields, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void members(JsonGenerator to, List<SdkField<?>> fields, int depth) throws IOException {
        to.writeStartObject();
        for (SdkField<?> field : fields) {
            if (random.nextInt(5) != 0) {
                to.writeFieldName(field.locationName());
                value(to, field, depth);
            }
        }
        if (random.nextInt(20) == 0) {
            to.writeFieldName(text());
            wicked(to);
        }
        to.writeEndObject();
    }

    private void value(JsonGenerator to, SdkField<?> field, int depth) throws IOException {
        if (depth > DEPTH_MAX || random.nextInt(6) == 0) {
            wicked(to);
            return;
        }
        MarshallingKnownType type = field.marshallingType().getKnownType();
        switch (type) {
            case STRING -> to.writeString(text());
            case INTEGER, LONG -> to.writeNumber(random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(12_000));
            case BOOLEAN -> to.writeBoolean(random.nextBoolean());
            case INSTANT -> to.writeNumber(random.nextLong());
            case SDK_BYTES -> to.writeBinary(new byte[random.nextInt(100)]);
            case LIST -> {
                to.writeStartArray();
                int count = random.nextInt(40) == 0 ? 501 : random.nextInt(4);
                for (int index = 0; index < count; index++) {
                    value(to, field.getTrait(ListTrait.class).memberFieldInfo(), depth + 1);
                }
                to.writeEndArray();
            }
            case MAP -> {
                to.writeStartObject();
                int count = random.nextInt(40) == 0 ? 60 : random.nextInt(4);
                for (int index = 0; index < count; index++) {
                    to.writeFieldName(text() + index);
                    value(to, field.getTrait(MapTrait.class).valueFieldInfo(), depth + 1);
                }
                to.writeEndObject();
            }
            case SDK_POJO -> members(to, field.constructor().get().sdkFields(), depth + 1);
            default -> wicked(to);
        }
    }

    private void wicked(JsonGenerator to) throws IOException {
        switch (random.nextInt(12)) {
            case 0 -> to.writeNull();
            case 1 -> to.writeNumber(Long.MIN_VALUE);
            case 2 -> to.writeNumber(BigInteger.TWO.pow(1 + random.nextInt(2_000)));
            case 3 -> to.writeNumber(new BigDecimal("1e" + (random.nextInt(800) - 400)));
            case 4 -> to.writeNumber(Double.MAX_VALUE);
            case 5 -> to.writeBoolean(true);
            case 6 -> to.writeString("x".repeat(random.nextInt(3_000)));
            case 7 -> {
                to.writeStartArray();
                to.writeEndArray();
            }
            case 8 -> {
                to.writeStartObject();
                to.writeEndObject();
            }
            case 9 -> {
                int depth = 1 + random.nextInt(150);
                for (int level = 0; level < depth; level++) {
                    to.writeStartArray();
                }
                for (int level = 0; level < depth; level++) {
                    to.writeEndArray();
                }
            }
            case 10 -> to.writeNumber(-0.5f);
            default -> to.writeString(text());
        }
    }

    private String text() {
        String text = TEXTS.get(random.nextInt(TEXTS.size()));
        return sparing ? text.replace("orders", "spared") : text;
    }

    private byte[] patchText(byte[] body) {
        String text = new String(body, ISO_8859_1);
        for (int change = 1 + random.nextInt(3); change > 0; change--) {
            int from = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), from + random.nextInt(8));
            text = text.substring(0, from) + PIECES.get(random.nextInt(PIECES.size())) + text.substring(to);
        }
        return text.getBytes(random.nextBoolean() ? UTF_8 : ISO_8859_1);
    }

    private byte[] patch(byte[] body) {
        byte[] piece = CBOR_PIECES.get(random.nextInt(CBOR_PIECES.size()));
        int at = random.nextInt(body.length + 1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(body, 0, at);
        bytes.writeBytes(piece);
        int after = Math.min(body.length, at + random.nextInt(4));
        bytes.write(body, after, body.length - after);
        return bytes.toByteArray();
    }

    private byte[] mutate(byte[] body) {
        byte[] mutated = random.nextInt(3) == 0 ? Arrays.copyOf(body, random.nextInt(body.length)) : body;
        for (int change = random.nextInt(5); change > 0 && mutated.length > 0; change--) {
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
        }
        return mutated;
    }
}
