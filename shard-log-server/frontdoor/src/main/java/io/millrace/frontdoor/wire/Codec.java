package io.millrace.frontdoor.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.Buildable;

/** One wire format for every request and response class of the AWS SDK; safe for any thread (DESIGN D2). */
public final class Codec {
    private static final int ANSWER_BYTES_EXPECTED = 512;

    private final JsonFactory factory;
    private final Dialect dialect;

    private Codec(JsonFactory factory, Dialect dialect) {
        this.factory = factory;
        this.dialect = dialect;
    }

    /**
     * Timestamps are epoch seconds with a fraction, blobs are base64.
     *
     * @param depthMax how deep lists and structures may nest
     * @param textMax the longest string, in characters
     */
    public static Codec json(int depthMax, int textMax) {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(constraints(depthMax, textMax))
                .build();
        return new Codec(factory, Dialect.JSON);
    }

    /** Timestamps are tag 1 with integer milliseconds, as AWS writes them; limits as in {@link #json}. */
    public static Codec cbor(int depthMax, int textMax) {
        CBORFactory factory = CBORFactory.builder()
                .streamReadConstraints(constraints(depthMax, textMax))
                .build();
        return new Codec(factory, Dialect.CBOR);
    }

    private static StreamReadConstraints constraints(int depthMax, int textMax) {
        return StreamReadConstraints.builder()
                .maxNestingDepth(depthMax)
                .maxStringLength(textMax)
                .build();
    }

    /**
     * Reads a whole body. Unknown members are ignored; a body that is malformed after a value of a wrong type counts
     * as malformed.
     *
     * @param builder makes an empty builder of {@code type}
     */
    public <T> Decoded<T> decode(byte[] body, Class<T> type, Supplier<? extends SdkPojo> builder)
            throws MalformedBodyException {
        try (JsonParser parser = factory.createParser(body)) {
            if (parser.nextToken() == null) {
                throw new MalformedBodyException("empty body");
            }
            return decode(parser, type, builder.get());
        } catch (IOException e) {
            throw new MalformedBodyException(e);
        }
    }

    private <T> Decoded<T> decode(JsonParser parser, Class<T> type, SdkPojo builder)
            throws IOException, MalformedBodyException {
        Decoded<T> decoded;
        try {
            Object value = new PojoReader(parser, dialect).readRoot(builder);
            decoded = new Decoded.Value<>(type.cast(((Buildable) value).build()));
            if (parser.nextToken() != null) {
                throw new MalformedBodyException("more than one value");
            }
        } catch (TypeMismatchException e) {
            drain(parser);
            decoded = new Decoded.Mismatch<>(String.valueOf(e.getMessage()));
        }
        return decoded;
    }

    /** Reads a body to its end, and keeps nothing of it. */
    public void check(byte[] body) throws MalformedBodyException {
        try (JsonParser parser = factory.createParser(body)) {
            if (parser.nextToken() == null) {
                throw new MalformedBodyException("empty body");
            }
            drain(parser);
        } catch (IOException e) {
            throw new MalformedBodyException(e);
        }
    }

    /** Goes on from the current token; whoever sends two values at once sends garbage. */
    private static void drain(JsonParser parser) throws IOException, MalformedBodyException {
        boolean ended = false;
        for (JsonToken token = parser.currentToken(); token != null; token = parser.nextToken()) {
            if (ended) {
                throw new MalformedBodyException("more than one value");
            }
            ended = parser.getParsingContext().inRoot() && !token.isStructStart();
        }
    }

    /** Absent members and collections never set are left out; an empty list that was set is written. */
    public byte[] encode(SdkPojo pojo) {
        return encode(generator -> new PojoWriter(generator, dialect).write(pojo));
    }

    /** Writes a flat structure, such as an error, in the map's order. */
    public byte[] encode(Map<String, String> members) {
        return encode(generator -> {
            generator.writeStartObject();
            for (Map.Entry<String, String> member : members.entrySet()) {
                generator.writeStringField(member.getKey(), member.getValue());
            }
            generator.writeEndObject();
        });
    }

    private byte[] encode(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(ANSWER_BYTES_EXPECTED);
        try (JsonGenerator generator = factory.createGenerator(bytes)) {
            writing.to(generator);
        } catch (IOException e) {
            throw new UncheckedIOException("memory is writable, so the value is not", e);
        }
        return bytes.toByteArray();
    }

    @FunctionalInterface
    private interface Writing {
        void to(JsonGenerator generator) throws IOException;
    }
}
