package io.millrace.clients;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KinesisRequest;
import software.amazon.awssdk.services.kinesis.model.KinesisResponse;

/** The API through some client: a request goes in, its response comes out, an error is thrown. */
@FunctionalInterface
interface Api {
    KinesisResponse call(String operation, KinesisRequest request);

    /** The operation is the request's. */
    default <T extends KinesisResponse> T call(KinesisRequest request, Class<T> response) {
        return response.cast(call(operation(request), request));
    }

    static String operation(KinesisRequest request) {
        String type = request.getClass().getSimpleName();
        return type.substring(0, type.length() - "Request".length());
    }

    static Api of(KinesisClient client) {
        return (operation, request) -> (KinesisResponse) invoke(KinesisClient.class, client, operation, request);
    }

    static Api of(KinesisAsyncClient client) {
        return (operation, request) -> {
            Object future = invoke(KinesisAsyncClient.class, client, operation, request);
            try {
                return (KinesisResponse) ((CompletableFuture<?>) future).join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        };
    }

    private static Object invoke(Class<?> type, Object client, String operation, KinesisRequest request) {
        String method = Character.toLowerCase(operation.charAt(0)) + operation.substring(1);
        try {
            return type.getMethod(method, request.getClass()).invoke(client, request);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new LinkageError(operation, e);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(operation, e);
        }
    }
}
