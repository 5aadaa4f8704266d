package io.millrace.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.testing.ServerProcess;
import io.millrace.server.testing.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** One server process follows another, under clients that call all the time with the retries they have by default. */
class TakeOverIT {
    private static final int TIMES = 3;
    private static final int CALLERS_OF_EACH = 3;
    private static final int CALLS_BETWEEN = 500;
    private static final int SIGTERM_EXIT = 128 + 15;

    @TempDir
    private Path directory;

    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicLong calls = new AtomicLong();
    private volatile boolean over;

    @Test
    void noCallerSeesAFailure() throws Exception {
        int port = freePort();
        ServerProcess server = start(port);
        URI endpoint = server.awaitReady();
        try (KinesisClient old = Clients.blocking(endpoint);
                KinesisClient apache = apache(endpoint);
                KinesisAsyncClient oldAsynchronous = asynchronousHttp1(endpoint);
                KinesisAsyncClient asynchronous = Clients.asynchronous(endpoint)) {
            apache.createStream(create -> create.streamName("orders").shardCount(1));
            apache.waiter().waitUntilStreamExists(describe -> describe.streamName("orders"));
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < CALLERS_OF_EACH; i++) {
                    callers.execute(() -> put("h1-url", old::putRecord));
                    callers.execute(() -> put("h1-apache", apache::putRecord));
                    callers.execute(() -> put(
                            "h1-netty",
                            request -> oldAsynchronous.putRecord(request).join()));
                    callers.execute(() -> put(
                            "h2-netty",
                            request -> asynchronous.putRecord(request).join()));
                    callers.execute(() -> read(apache));
                }
                try {
                    for (int time = 0; time < TIMES; time++) {
                        awaitCalls();
                        ServerProcess next = start(port, "--take-over");
                        next.awaitReady();
                        int exit = server.awaitExit();
                        server.close();
                        server = next;
                        assertThat(exit).isEqualTo(SIGTERM_EXIT);
                    }
                    awaitCalls();
                } finally {
                    over = true;
                }
            }

            assertThat(failures).isEmpty();
            assertThat(readAll(apache)).containsAll(acknowledged);
        } finally {
            server.close();
        }
    }

    @Test
    void withNothingToTakeOverItStartsAsEver() throws Exception {
        try (ServerProcess server = start(freePort(), "--take-over")) {
            assertThat(server.awaitReady()).isNotNull();
            server.terminate();
            assertThat(server.awaitExit()).isEqualTo(SIGTERM_EXIT);
        }
    }

    @Test
    void aPortThatIsNotThePredecessorsIsRefusedAndThePredecessorStays() throws Exception {
        try (ServerProcess server = start(freePort());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI endpoint = server.awaitReady();
            try (ServerProcess next = start(other.getLocalPort(), "--take-over");
                    KinesisClient client = Clients.blocking(endpoint)) {
                assertThat(next.awaitExit()).isEqualTo(1);
                assertThat(next.stderr()).contains("is already in use");
                assertThat(client.listStreams().streamNames()).isEmpty();
            }
        }
    }

    @Test
    void aPredecessorThatDoesNotEndIsToldOf() throws Exception {
        Path config = Files.writeString(directory.resolve("server.properties"), "take-over-timeout = PT1S\n");
        int port = freePort();
        try (ServerProcess server = start(port)) {
            server.awaitReady();
            server.suspend();
            try (ServerProcess next = start(port, "--take-over", "--config", config.toString())) {
                assertThat(next.awaitExit()).isEqualTo(1);
                assertThat(next.stderr()).contains("was told to end and has not in PT1S");
            }
        }
    }

    private void awaitCalls() {
        long before = calls.get();
        Waiting.until(() -> calls.get() > before + CALLS_BETWEEN || !failures.isEmpty());
    }

    private void put(String kind, Consumer<PutRecordRequest> client) {
        while (!over) {
            String data = kind + " " + calls.incrementAndGet();
            try {
                client.accept(PutRecordRequest.builder()
                        .streamName("orders")
                        .partitionKey("k")
                        .data(SdkBytes.fromUtf8String(data))
                        .build());
                acknowledged.add(data);
            } catch (RuntimeException e) {
                failures.add(new AssertionError(data, e));
            }
        }
    }

    private void read(KinesisClient client) {
        while (!over) {
            calls.incrementAndGet();
            try {
                client.getRecords(get -> get.shardIterator(iterator(client, ShardIteratorType.LATEST)));
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
    }

    private static String iterator(KinesisClient client, ShardIteratorType type) {
        return client.getShardIterator(get ->
                        get.streamName("orders").shardId("shardId-000000000000").shardIteratorType(type))
                .shardIterator();
    }

    private static List<String> readAll(KinesisClient client) {
        List<String> found = new ArrayList<>();
        String iterator = iterator(client, ShardIteratorType.TRIM_HORIZON);
        while (true) {
            String at = iterator;
            GetRecordsResponse read = client.getRecords(get -> get.shardIterator(at));
            if (read.records().isEmpty()) {
                return found;
            }
            read.records().stream()
                    .map(Record::data)
                    .map(SdkBytes::asUtf8String)
                    .forEach(found::add);
            iterator = read.nextShardIterator();
        }
    }

    private static KinesisClient apache(URI endpoint) {
        return KinesisClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(Clients.ANY)
                .httpClientBuilder(ApacheHttpClient.builder())
                .build();
    }

    private static KinesisAsyncClient asynchronousHttp1(URI endpoint) {
        return KinesisAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(Clients.ANY)
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1))
                .build();
    }

    private ServerProcess start(int port, String... more) throws IOException {
        Path config = Files.writeString(
                directory.resolve("limits.properties"), "kinesis.throughput-limits = false\nkinesis.creating = 0\n");
        List<String> arguments = new ArrayList<>(List.of(
                "--port",
                Integer.toString(port),
                "--data",
                directory.resolve("data").toString()));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--config")) {
            arguments.addAll(List.of("--config", config.toString()));
        }
        return ServerProcess.start(directory.resolve("stderr-" + System.nanoTime()), arguments.toArray(String[]::new));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
