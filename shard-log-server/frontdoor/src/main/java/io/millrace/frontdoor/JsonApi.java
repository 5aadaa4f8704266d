package io.millrace.frontdoor;

import java.util.List;

/**
 * An AWS JSON 1.1 (and CBOR) API.
 *
 * @param service the short name; constraints come from the resource of this name
 * @param targetPrefix what stands before the dot of {@code X-Amz-Target}
 * @param signingName the service in a SigV4 scope
 * @param unsupported what an operation of the API that is not built answers
 * @param access what its requests are about
 */
public record JsonApi(
        String service,
        String targetPrefix,
        String signingName,
        ErrorCode unsupported,
        List<? extends Operation<?, ?>> operations,
        AccessRules access) {
    public JsonApi {
        operations = List.copyOf(operations);
    }

    /** An API whose requests name no resource. */
    public JsonApi(
            String service,
            String targetPrefix,
            String signingName,
            ErrorCode unsupported,
            List<? extends Operation<?, ?>> operations) {
        this(service, targetPrefix, signingName, unsupported, operations, AccessRules.NO_RESOURCES);
    }
}
