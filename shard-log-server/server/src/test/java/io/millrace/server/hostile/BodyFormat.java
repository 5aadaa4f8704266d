package io.millrace.server.hostile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;

/** The two formats of AWS's bodies. */
enum BodyFormat {
    JSON("application/x-amz-json-1.1", new JsonFactory()),
    CBOR("application/x-amz-cbor-1.1", new CBORFactory());

    private final String contentType;

    @SuppressWarnings("ImmutableEnumChecker") // never configured again
    private final ObjectMapper mapper;

    BodyFormat(String contentType, JsonFactory factory) {
        this.contentType = contentType;
        this.mapper = new ObjectMapper(factory);
    }

    String contentType() {
        return contentType;
    }

    JsonFactory factory() {
        return mapper.getFactory();
    }

    JsonNode read(byte[] body) throws IOException {
        return mapper.readTree(body);
    }
}
