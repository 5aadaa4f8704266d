package io.millrace.catalog.iceberg;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.UnprocessableEntityException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.rest.responses.ErrorResponse;

/** Which status tells a client what went wrong, after the Iceberg REST specification. */
final class RestErrors {
    private static final int INTERNAL = 500;

    /** The first class that fits has the status; subclasses stand before their parents. */
    private static final Map<Class<? extends Exception>, Integer> STATUS = new LinkedHashMap<>();

    static {
        STATUS.put(NamespaceNotEmptyException.class, 409);
        STATUS.put(AlreadyExistsException.class, 409);
        STATUS.put(CommitFailedException.class, 409);
        STATUS.put(NoSuchNamespaceException.class, 404);
        STATUS.put(NoSuchTableException.class, 404);
        STATUS.put(NoSuchViewException.class, 404);
        // The metadata file is gone, which clients tell from a table that is not there.
        STATUS.put(NotFoundException.class, 404);
        STATUS.put(UnprocessableEntityException.class, 422);
        STATUS.put(CommitStateUnknownException.class, INTERNAL);
        STATUS.put(UnsupportedOperationException.class, 406);
        STATUS.put(JsonProcessingException.class, 400);
        STATUS.put(ValidationException.class, 400);
        STATUS.put(IllegalArgumentException.class, 400);
    }

    private RestErrors() {}

    /** A failure that no client caused is of status 500, and its own message stays in the log. */
    static ErrorResponse of(Exception failure) {
        int status = STATUS.entrySet().stream()
                .filter(entry -> entry.getKey().isInstance(failure))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(INTERNAL);
        boolean isOurs = status == INTERNAL;
        boolean isUnknown = failure instanceof CommitStateUnknownException;
        String type = isOurs && !isUnknown
                ? "InternalServerError"
                : failure.getClass().getSimpleName();
        String message = isOurs ? "The server failed to answer" : String.valueOf(failure.getMessage());
        return ErrorResponse.builder()
                .responseCode(status)
                .withType(type)
                .withMessage(message)
                .build();
    }
}
