package io.millrace.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frontdoor.wire.Codec;
import io.millrace.server.testing.KinesisClients;
import io.millrace.server.testing.TestingServer;
import io.millrace.server.testing.Waiting;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Callers who ask for ten megabytes and do not take them. */
class SlowReadersTest {
    private static final int READERS = 100;
    private static final long BUDGET_BYTES = 100L << 20;

    /** So small that the kernel does not take a whole answer for a caller who does not read it. */
    private static final int RECEIVE_BUFFER_BYTES = 16 << 10;

    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/big";
    private static final byte[] MEGABYTE = new byte[1_000_000];

    @TempDir
    private Path directory;

    /** How a caller asks. */
    enum Way {
        CBOR("application/x-amz-cbor-1.1", null),
        JSON("application/x-amz-json-1.1", null),
        CBOR_WITH_ARN("application/x-amz-cbor-1.1", ARN);

        private final String contentType;
        private final @Nullable String arn;

        Way(String contentType, @Nullable String arn) {
            this.contentType = contentType;
            this.arn = arn;
        }

        byte[] body(String iterator) {
            Codec codec = this == JSON ? Codec.json(10, 10_000) : Codec.cbor(10, 10_000);
            return codec.encode(GetRecordsRequest.builder()
                    .shardIterator(iterator)
                    .streamARN(arn)
                    .build());
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void holdNoMoreMemoryThanTheBudgetAndStarveNobody(Way way) throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (TestingServer server =
                        TestingServer.start(directory, Map.of("kinesis.answer-bytes", Long.toString(BUDGET_BYTES)));
                KinesisClient client = KinesisClients.blocking(server.endpoint())) {
            String iterator = fill(client);
            assertThat(left(server.endpoint())).isEqualTo(BUDGET_BYTES);
            Waiting.until(() -> {
                sockets.add(ask(server.endpoint(), way, iterator));
                return left(server.endpoint()) < BUDGET_BYTES / 2;
            });
            for (int reader = 0; reader < READERS; reader++) {
                sockets.add(ask(server.endpoint(), way, iterator));
            }

            Waiting.until(() -> left(server.endpoint()) > 0);
            assertThat(client.getRecords(get -> get.shardIterator(iterator)).records())
                    .isNotEmpty();
            assertThat(client.putRecord(put ->
                                    put.streamName("big").partitionKey("k").data(SdkBytes.fromUtf8String("after")))
                            .sequenceNumber())
                    .isNotEmpty();

            for (Socket socket : sockets) {
                socket.close();
            }
            Waiting.until(() -> left(server.endpoint()) == BUDGET_BYTES);
        }
    }

    private static String fill(KinesisClient client) {
        client.createStream(create -> create.streamName("big").shardCount(1));
        client.waiter().waitUntilStreamExists(describe -> describe.streamName("big"));
        for (int call = 0; call < 2; call++) {
            client.putRecords(put -> put.streamName("big")
                    .records(IntStream.range(0, 8)
                            .mapToObj(record -> PutRecordsRequestEntry.builder()
                                    .partitionKey("k" + record)
                                    .data(SdkBytes.fromByteArrayUnsafe(MEGABYTE))
                                    .build())
                            .toList()));
        }
        return client.getShardIterator(get -> get.streamName("big")
                        .shardId("shardId-000000000000")
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
    }

    /** Sends a request and reads nothing of its answer. */
    private static Socket ask(URI endpoint, Way way, String iterator) {
        byte[] body = way.body(iterator);
        try {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.getPort()));
            OutputStream out = socket.getOutputStream();
            out.write(("POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: Kinesis_20131202.GetRecords\r\n"
                            + "Content-Type: " + way.contentType + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .getBytes(US_ASCII));
            out.write(body);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long left(URI endpoint) {
        try (var metrics = endpoint.resolve("/metrics").toURL().openStream()) {
            return new String(metrics.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("get_answers_left_bytes "))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
