package io.millrace.frontdoor;

import io.millrace.frontdoor.http.Limits;
import io.millrace.frontdoor.wire.Codec;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The content types that the door understands; an answer has its request's. */
final class Codecs {
    private static final String JSON = "application/x-amz-json-";
    private static final String CBOR = "application/x-amz-cbor-";
    private static final String USUAL_VERSION = "1.1";
    private static final String OLD_VERSION = "1.0";

    private final Map<String, Format> formats = new HashMap<>();

    Codecs(Apis apis, Limits limits) {
        Codec json = Codec.json(limits.nestingDepth(), limits.bodyBytes());
        add(JSON + USUAL_VERSION, json, BodyFormat.JSON);
        add(CBOR + USUAL_VERSION, Codec.cbor(limits.nestingDepth(), limits.bodyBytes()), BodyFormat.CBOR);
        if (apis.speaks(OLD_VERSION)) {
            add(JSON + OLD_VERSION, json, BodyFormat.JSON);
        }
    }

    record Format(String contentType, Codec codec, BodyFormat body) {}

    private void add(String contentType, Codec codec, BodyFormat body) {
        formats.put(contentType, new Format(contentType, codec, body));
    }

    /** Parameters, such as a charset, do not matter. */
    Optional<Format> forContentType(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        int parameters = header.indexOf(';');
        String type = parameters < 0 ? header : header.substring(0, parameters);
        return Optional.ofNullable(formats.get(type.strip().toLowerCase(Locale.ROOT)));
    }
}
