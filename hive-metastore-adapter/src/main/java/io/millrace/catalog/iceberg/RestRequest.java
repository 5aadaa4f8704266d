package io.millrace.catalog.iceberg;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.QueryParams;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTUtil;
import org.jspecify.annotations.Nullable;

/**
 * A call of the protocol.
 *
 * @param path the segments after the version, still encoded
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record RestRequest(String method, List<String> path, QueryParams query, byte[] body, ObjectMapper json) {
    private static final String ANY = "*";
    /** Between the levels of a namespace, as it stands in a path. */
    private static final String SEPARATOR = "%1F";

    RestRequest {
        path = List.copyOf(path);
    }

    /** Whether the call is of this form, in which {@code *} stands for any one segment. */
    boolean is(String form) {
        String[] parts = form.split("[ /]", -1);
        if (!parts[0].equals(method) || parts.length != path.size() + 1) {
            return false;
        }
        for (int index = 0; index < path.size(); index++) {
            if (!parts[index + 1].equals(ANY) && !parts[index + 1].equals(path.get(index))) {
                return false;
            }
        }
        return true;
    }

    Namespace namespace() {
        return RESTUtil.decodeNamespace(path.get(1), SEPARATOR);
    }

    TableIdentifier identifier() {
        return TableIdentifier.of(namespace(), RESTUtil.decodeString(path.get(3)));
    }

    @Nullable
    String query(String name) {
        return query.get(name);
    }

    boolean isSet(String name) {
        return "true".equals(query.get(name, "").toLowerCase(Locale.ROOT));
    }

    /** The body; a {@link JsonProcessingException} or an {@link IllegalArgumentException} says what is wrong with it. */
    <T> T body(Class<T> type) throws IOException {
        T value = json.readValue(body, type);
        if (value == null) {
            throw new IllegalArgumentException("Invalid request: no body");
        }
        return value;
    }
}
