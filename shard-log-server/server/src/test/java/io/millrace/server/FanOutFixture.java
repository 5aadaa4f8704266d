package io.millrace.server;

import static io.millrace.server.FanOutReader.at;

import io.millrace.frontdoor.wire.Codec;
import io.millrace.server.testing.KinesisClients;
import io.millrace.server.testing.TestingServer;
import io.millrace.server.testing.Waiting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;

/** A server with a stream, and consumers that are registered as they are asked for. */
final class FanOutFixture implements AutoCloseable {
    static final String STREAM = "orders";
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";

    /** Who is slow to read a connection holds up all of its streams. */
    private static final long STREAMS_PER_CONNECTION = 100;

    final TestingServer server;
    final KinesisClient client;
    final KinesisAsyncClient async;
    private final Map<String, String> consumers = new HashMap<>();

    FanOutFixture(Path directory, Map<String, String> settings) throws IOException {
        this(directory, settings, 1);
    }

    FanOutFixture(Path directory, Map<String, String> settings, int shards) throws IOException {
        server = TestingServer.start(directory, settings);
        client = KinesisClients.blocking(server.endpoint());
        async = async(server.endpoint(), STREAMS_PER_CONNECTION);
        client.createStream(request -> request.streamName(STREAM).shardCount(shards));
    }

    static KinesisAsyncClient async(URI endpoint, long streamsPerConnection) {
        return KinesisAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .maxConcurrency(1_000)
                        .http2Configuration(http2 -> http2.maxStreams(streamsPerConnection)))
                .build();
    }

    /** The ARN of a consumer, ACTIVE. */
    String consumer(String name) {
        return consumers.computeIfAbsent(name, absent -> {
            String arn = client.registerStreamConsumer(
                            request -> request.streamARN(ARN).consumerName(name))
                    .consumer()
                    .consumerARN();
            Waiting.until(() -> client.describeStreamConsumer(request -> request.consumerARN(arn))
                            .consumerDescription()
                            .consumerStatus()
                    == ConsumerStatus.ACTIVE);
            return arn;
        });
    }

    FanOutReader subscribe(String name, int shard, String type) {
        return FanOutReader.start(async, consumer(name), shard, at(type));
    }

    /** Puts records of one key each and returns their data, which begin with their numbers. */
    List<String> put(int first, int count, int bytes) {
        List<String> data = IntStream.range(first, first + count)
                .mapToObj(number -> number + "-" + "x".repeat(bytes))
                .toList();
        for (int from = 0; from < count; from += 10) {
            List<String> part = data.subList(from, Math.min(count, from + 10));
            client.putRecords(request -> request.streamName(STREAM)
                    .records(part.stream()
                            .map(text -> PutRecordsRequestEntry.builder()
                                    .partitionKey(text.substring(0, text.indexOf('-')))
                                    .data(SdkBytes.fromUtf8String(text))
                                    .build())
                            .toList()));
        }
        return data;
    }

    byte[] body(String format, String arn) {
        Codec codec = format.equals("cbor") ? Codec.cbor(10, 10_000) : Codec.json(10, 10_000);
        return codec.encode(SubscribeToShardRequest.builder()
                .consumerARN(arn)
                .shardId("shardId-000000000000")
                .startingPosition(at("TRIM_HORIZON"))
                .build());
    }

    @Override
    public void close() {
        async.close();
        client.close();
        server.close();
    }
}
