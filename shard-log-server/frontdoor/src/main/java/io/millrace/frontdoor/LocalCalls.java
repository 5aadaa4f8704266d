package io.millrace.frontdoor;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Calls operations of this process's own services without the door, its limits and its signatures: for what must work
 * while the door is full or closing. Inputs are not checked against constraints.
 */
public final class LocalCalls {
    private final CompletableFuture<List<? extends Service>> services;

    /** @param services complete once every service is open */
    public LocalCalls(CompletableFuture<List<? extends Service>> services) {
        this.services = services;
    }

    /**
     * Answers as the operation does that takes such an input.
     *
     * @param service the API's short name, such as {@code kms}
     * @throws ApiException if the operation refuses
     * @throws IllegalStateException if this process has no such service, or is not open yet
     */
    public <O extends SdkPojo> O call(String service, SdkPojo input, Class<O> outputType) {
        List<? extends Service> open = services.getNow(List.of());
        for (Service candidate : open) {
            for (JsonApi api : candidate.apis()) {
                if (api.service().equals(service)) {
                    return outputType.cast(call(api, input));
                }
            }
        }
        throw new IllegalStateException("this process has no service " + service);
    }

    private static Object call(JsonApi api, SdkPojo input) {
        for (Operation<?, ?> operation : api.operations()) {
            if (operation.inputType().isInstance(input)) {
                return handle(operation, input);
            }
        }
        throw new IllegalStateException("no operation of %s takes a %s"
                .formatted(api.service(), input.getClass().getSimpleName()));
    }

    private static <I extends SdkPojo> Object handle(Operation<I, ?> operation, SdkPojo input) {
        return operation.handle(operation.inputType().cast(input));
    }
}
