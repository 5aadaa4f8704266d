package io.millrace.frontdoor.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import software.amazon.awssdk.core.SdkBytes;

/** What differs between the two formats: instants and blobs. */
enum Dialect {
    JSON {
        @Override
        Instant readInstant(JsonParser parser) throws IOException {
            JsonToken token = parser.currentToken();
            if (!token.isNumeric()) {
                throw Mismatches.instant(parser);
            }
            double seconds = parser.getDoubleValue();
            if (!(Math.abs(seconds) <= SECONDS_MAX)) {
                throw Mismatches.instant(parser);
            }
            return Instant.ofEpochMilli(Math.round(seconds * MILLIS_PER_SECOND));
        }

        @Override
        void writeInstant(JsonGenerator generator, Instant value) throws IOException {
            long millis = value.toEpochMilli();
            if (millis % MILLIS_PER_SECOND == 0) {
                generator.writeNumber(millis / MILLIS_PER_SECOND);
                return;
            }
            generator.writeNumber(
                    BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString());
        }

        @Override
        SdkBytes readBlob(JsonParser parser) throws IOException {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw Mismatches.scalar(parser, "a Blob");
            }
            return SdkBytes.fromByteArrayUnsafe(Base64Text.decode(parser.getText()));
        }

        @Override
        void writeBlob(JsonGenerator generator, SdkBytes value) throws IOException {
            generator.writeString(Base64.getEncoder().encodeToString(value.asByteArrayUnsafe()));
        }
    },

    CBOR {
        @Override
        Instant readInstant(JsonParser parser) throws IOException {
            if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                    || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                throw Mismatches.instant(parser);
            }
            long millis = parser.getLongValue();
            if (millis < -MILLIS_MAX || millis > MILLIS_MAX) {
                throw Mismatches.instant(parser);
            }
            return Instant.ofEpochMilli(millis);
        }

        @Override
        void writeInstant(JsonGenerator generator, Instant value) throws IOException {
            ((CBORGenerator) generator).writeTag(EPOCH_TAG);
            generator.writeNumber(value.toEpochMilli());
        }

        @Override
        SdkBytes readBlob(JsonParser parser) throws IOException {
            if (parser.currentToken() != JsonToken.VALUE_EMBEDDED_OBJECT
                    || !(parser.getEmbeddedObject() instanceof byte[] bytes)) {
                throw Mismatches.scalar(parser, "a Blob");
            }
            return SdkBytes.fromByteArrayUnsafe(bytes);
        }

        @Override
        void writeBlob(JsonGenerator generator, SdkBytes value) throws IOException {
            generator.writeBinary(value.asByteArrayUnsafe());
        }
    };

    private static final int EPOCH_TAG = 1;
    private static final long MILLIS_PER_SECOND = 1_000;

    /** The year 5138; past it a timestamp is a mistake, and arithmetic on it may overflow. */
    private static final long SECONDS_MAX = 100_000_000_000L;

    private static final long MILLIS_MAX = SECONDS_MAX * MILLIS_PER_SECOND;

    abstract Instant readInstant(JsonParser parser) throws IOException;

    abstract void writeInstant(JsonGenerator generator, Instant value) throws IOException;

    abstract SdkBytes readBlob(JsonParser parser) throws IOException;

    abstract void writeBlob(JsonGenerator generator, SdkBytes value) throws IOException;
}
