package io.millrace.trino;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decodes records that are one JSON object each. Field names match column names whatever their case; of a name that
 * occurs twice the last counts. A field that is not of its column's type is null and leaves the others alone; a record
 * that is not a JSON object is null in every column. Nothing is rounded, cut or wrapped. Belongs to one thread.
 */
final class JsonRecordDecoder {
    static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Field> fields = new HashMap<>();
    private final int columns;

    private record Field(int index, String name, JsonValueDecoder decoder) {}

    JsonRecordDecoder(List<MillraceColumnHandle> columns) {
        this.columns = columns.size();
        for (int index = 0; index < columns.size(); index++) {
            MillraceColumnHandle column = columns.get(index);
            fields.put(column.name(), new Field(index, column.name(), JsonValueDecoder.of(column.type())));
        }
    }

    DecodedRecord decode(byte[] data) {
        @Nullable Object[] values = new @Nullable Object[columns];
        try (JsonParser parser = JSON.createParser(data)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return failure("not a JSON object");
            }
            Optional<String> error = decodeFields(parser, values);
            if (parser.nextToken() != null) {
                return failure("more than one JSON value");
            }
            return new DecodedRecord(values, error);
        } catch (JsonProcessingException e) {
            // Half a record says nothing about the other half.
            return failure("not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            return failure("not JSON: " + e.getMessage());
        }
    }

    private Optional<String> decodeFields(JsonParser parser, @Nullable Object[] values) throws IOException {
        Optional<String> error = Optional.empty();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            Field field = fields.getOrDefault(name, fields.get(name.toLowerCase(Locale.ROOT)));
            JsonToken token = parser.nextToken();
            if (field == null) {
                parser.skipChildren();
                continue;
            }
            values[field.index()] = null;
            try {
                values[field.index()] =
                        token == JsonToken.VALUE_NULL ? null : field.decoder().decode(parser);
            } catch (MismatchException e) {
                error = error.or(() -> Optional.of(field.name() + ": " + e.getMessage()));
                leaveValue(parser);
            }
        }
        return error;
    }

    /** Goes to the end of a value of the record's object, from wherever in it. */
    private static void leaveValue(JsonParser parser) throws IOException {
        while (parser.getParsingContext().getNestingDepth() > 1) {
            parser.nextToken();
        }
    }

    private DecodedRecord failure(String error) {
        return new DecodedRecord(new @Nullable Object[columns], Optional.of(error));
    }
}
