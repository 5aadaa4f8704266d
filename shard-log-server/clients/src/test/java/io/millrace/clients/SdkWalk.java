package io.millrace.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * The walk with each of the SDK's clients. Whether they speak CBOR or JSON is a setting of the whole process,
 * {@code aws.cborEnabled}, so each format has its own.
 */
final class SdkWalk {
    /** A client and what it speaks; the blocking ones have no HTTP/2. */
    enum Way {
        BLOCKING,
        ASYNCHRONOUS_HTTP1,
        ASYNCHRONOUS_HTTP2
    }

    private SdkWalk() {}

    /** The server's endpoint, then the format that the process is set to speak. */
    public static void main(String[] arguments) {
        for (Way way : Way.values()) {
            go(URI.create(arguments[0]), way, arguments[1]);
        }
        System.out.println("walked");
    }

    /** Returns the operations called; throws {@link AssertionError} if one of them fails, or speaks another format. */
    static Set<String> go(URI endpoint, Way way, String format) {
        ContentTypes types = new ContentTypes();
        String stream = way.name().toLowerCase(Locale.ROOT) + "_" + format;
        Set<String> called = switch (way) {
            case BLOCKING -> {
                try (KinesisClient client = KinesisClient.builder()
                        .endpointOverride(endpoint)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(Clients.ANY)
                        .overrideConfiguration(override -> override.addExecutionInterceptor(types))
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .build()) {
                    yield new Walk(Api.of(client), stream).go();
                }
            }
            case ASYNCHRONOUS_HTTP1 -> asynchronous(endpoint, Protocol.HTTP1_1, types, stream);
            case ASYNCHRONOUS_HTTP2 -> asynchronous(endpoint, Protocol.HTTP2, types, stream);
        };
        assertThat(types.seen).containsExactly("application/x-amz-" + format + "-1.1");
        return called;
    }

    private static Set<String> asynchronous(URI endpoint, Protocol protocol, ContentTypes types, String stream) {
        try (KinesisAsyncClient client = KinesisAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(Clients.ANY)
                .overrideConfiguration(override -> override.addExecutionInterceptor(types))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(protocol))
                .build()) {
            return new Walk(Api.of(client), stream).go();
        }
    }

    /** The content types of the requests that a client sent. */
    private static final class ContentTypes implements ExecutionInterceptor {
        private final Set<String> seen = new ConcurrentSkipListSet<>();

        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            seen.add(context.httpRequest().firstMatchingHeader("Content-Type").orElse("none"));
        }
    }
}
