package io.millrace.frontdoor;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * What a service is given.
 *
 * @param dataDirectory the service's own; exists
 * @param peers how to call the other services
 * @param settings what the configuration says under the service's name; a service refuses keys it does not know
 */
public record ServiceContext(
        Path dataDirectory,
        Account account,
        Peers peers,
        Map<String, String> settings,
        InstantSource clock,
        MeterRegistry meters) {
    public ServiceContext {
        settings = Map.copyOf(settings);
    }

    /**
     * Services call each other over HTTP; their keys alone they may fetch without it.
     *
     * @param endpoint the front door; has a value from {@link Service#started} on
     * @param credentials what this process's services sign with; the door accepts them always
     * @param local the services of this process, without HTTP
     */
    public record Peers(
            Supplier<URI> endpoint, AwsCredentials credentials, ObjectStore objectStore, LocalCalls local) {}
}
