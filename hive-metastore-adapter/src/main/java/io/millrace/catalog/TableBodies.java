package io.millrace.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.frontdoor.wire.Codec;
import io.millrace.frontdoor.wire.Decoded;
import io.millrace.frontdoor.wire.MalformedBodyException;
import software.amazon.awssdk.services.glue.model.TableInput;

/** Tables as they are stored: the JSON in which a Glue client would send them. */
final class TableBodies {
    private static final int DEPTH_MAX = 100;
    private static final int TEXT_MAX = 64 << 20;

    private final Codec codec = Codec.json(DEPTH_MAX, TEXT_MAX);

    String write(TableInput input) {
        return new String(codec.encode(input), UTF_8);
    }

    TableInput read(String body) {
        try {
            return switch (codec.decode(body.getBytes(UTF_8), TableInput.class, TableInput::builder)) {
                case Decoded.Value<TableInput> read -> read.value();
                case Decoded.Mismatch<TableInput> mismatch ->
                    throw new IllegalStateException(
                            "the store holds a table that does not read: " + mismatch.message());
            };
        } catch (MalformedBodyException e) {
            throw new IllegalStateException("the store holds a table that is not JSON", e);
        }
    }
}
