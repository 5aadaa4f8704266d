package io.millrace.trino;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.server.testing.TestingServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;

/** A real server, and what the tests put into its streams. */
final class StreamFixture implements AutoCloseable {
    private static final int RECORDS_PER_PUT = 500;
    /** The hash ring's first key: of two shards the first one holds it. */
    private static final String FIRST_HASH_KEY = "0";

    private final TestingServer server;
    private final KinesisClient kinesis;

    StreamFixture(Path directory) throws IOException {
        server = TestingServer.start(directory);
        kinesis = ServiceClients.kinesis(config());
    }

    MillraceConfig config() {
        return new MillraceConfig().setEndpoint(server.endpoint());
    }

    KinesisClient kinesis() {
        return kinesis;
    }

    StreamClient client() {
        return new StreamClient(kinesis);
    }

    /** A client for which an iterator has expired if the condition says so, asked at each use. */
    KinesisClient expiring(Predicate<String> expired) {
        ExecutionInterceptor interceptor = new ExecutionInterceptor() {
            @Override
            public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
                if (context.request() instanceof GetRecordsRequest request && expired.test(request.shardIterator())) {
                    throw ExpiredIteratorException.builder()
                            .message("Iterator expired")
                            .build();
                }
            }
        };
        return KinesisClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(overrides -> overrides.addExecutionInterceptor(interceptor))
                .build();
    }

    StreamReference create(String name, int shards) {
        kinesis.createStream(request -> request.streamName(name).shardCount(shards));
        kinesis.waiter().waitUntilStreamExists(request -> request.streamName(name));
        String arn = kinesis.describeStreamSummary(request -> request.streamName(name))
                .streamDescriptionSummary()
                .streamARN();
        return new StreamReference(name, Optional.of(arn));
    }

    /** Puts texts into the stream's first shard, in order. */
    void put(StreamReference stream, List<String> texts) {
        for (int start = 0; start < texts.size(); start += RECORDS_PER_PUT) {
            List<PutRecordsRequestEntry> entries = new ArrayList<>();
            for (String text : texts.subList(start, Math.min(texts.size(), start + RECORDS_PER_PUT))) {
                entries.add(PutRecordsRequestEntry.builder()
                        .data(SdkBytes.fromString(text, UTF_8))
                        .partitionKey("k")
                        .explicitHashKey(FIRST_HASH_KEY)
                        .build());
            }
            PutRecordsResponse response = kinesis.putRecords(
                    request -> request.streamName(stream.name()).records(entries));
            if (response.failedRecordCount() > 0) {
                throw new IllegalStateException("put failed: " + response);
            }
        }
    }

    @Override
    public void close() {
        kinesis.close();
        server.close();
    }
}
