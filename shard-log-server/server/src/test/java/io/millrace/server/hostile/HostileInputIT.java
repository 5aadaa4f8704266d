package io.millrace.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.millrace.frontdoor.http.Limits;
import io.millrace.server.Scrape;
import io.millrace.server.testing.KinesisClients;
import io.millrace.server.testing.TestingServer;
import io.millrace.server.testing.Waiting;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** Two hundred thousand requests and more that are refused as AWS refuses, and leave nothing behind. */
class HostileInputIT {
    /** A failing run names its seed; {@code -Dhostile.seed} takes it again. */
    private static final long SEED = Long.getLong("hostile.seed", System.nanoTime());

    private static final int REFUSED = 200_000;
    private static final int REFUSED_SIGNED = 20_000;
    private static final int UNFINISHED = 500;
    private static final int FRAME_CONNECTIONS = 2_000;
    private static final int THREADS = 4;

    /** Of live data that a collection may find more of at one time than at another. */
    private static final long HEAP_SLACK_BYTES = 24 << 20;

    private static final int FILES_SLACK = 20;
    private static final AwsBasicCredentials CREDENTIALS = AwsBasicCredentials.create("HOSTILE", "hostile-secret");
    private static final Map<String, String> SETTINGS = Map.of(
            "body-timeout",
            "1000",
            "body-bytes-max",
            Integer.toString(HostileRequests.BODY_BYTES_MAX),
            "nesting-max",
            "60",
            "kinesis.shards-max",
            "20");

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
        // It tells each of them with a stack trace.
        armeria().setLevel(Level.ERROR);
    }

    @AfterEach
    void forget() {
        logger().detachAppender(log);
        armeria().setLevel(null);
    }

    private static Logger armeria() {
        return (Logger) LoggerFactory.getLogger("com.linecorp.armeria");
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Test
    void everyBrokenRequestIsRefusedInAwsFormAndLeavesNothingBehind() throws Exception {
        try (TestingServer server = TestingServer.start(directory, SETTINGS);
                KinesisClient client = KinesisClients.blocking(server.endpoint())) {
            int port = server.endpoint().getPort();
            create(client, "orders");
            create(client, "kept");
            new Refusals(port).gather(new HostileRequests(SEED)::next, REFUSED / 20);
            Footprint before = Footprint.now();

            Refusals refusals = new Refusals(port);
            together(thread -> refusals.gather(new HostileRequests(SEED + thread)::next, REFUSED));
            List<HostileRequest> unfinished = new ArrayList<>();
            HostileRequests slow = new HostileRequests(SEED + THREADS);
            for (int count = 0; count < UNFINISHED; count++) {
                unfinished.add(slow.nextUnfinished());
            }
            atOnce(unfinished, refusals);
            together(thread -> speakFrames(port, SEED + 2 * THREADS + thread));

            System.out.println("hostile input, seed " + SEED + ": " + refusals.byStatus());
            assertThat(refusals.refused()).as("seed %d", SEED).isGreaterThanOrEqualTo(REFUSED);
            assertNothingIsLeft(server.endpoint(), before);
            assertServes(client);
        }
        assertNoFaultOfOurs();
    }

    @Test
    void callersWithAKeyGetNoFurtherWithBrokenRequests() throws Exception {
        Path credentials = Files.writeString(
                directory.resolve("credentials"),
                "[hostile]\naws_access_key_id=%s\naws_secret_access_key=%s\n"
                        .formatted(CREDENTIALS.accessKeyId(), CREDENTIALS.secretAccessKey()));
        Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rw-------"));
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.put("auth", "sigv4");
        settings.put("credentials-file", credentials.toString());
        try (TestingServer server = TestingServer.start(directory.resolve("data"), settings);
                KinesisClient client =
                        KinesisClients.blocking(server.endpoint(), StaticCredentialsProvider.create(CREDENTIALS))) {
            create(client, "orders");
            create(client, "kept");
            Refusals refusals = new Refusals(server.endpoint().getPort());

            together(thread -> {
                HostileRequests requests = new HostileRequests(SEED - 1 - thread);
                Supplier<HostileRequest> signed = () -> requests.nextSigned(server.endpoint(), CREDENTIALS);
                refusals.gather(signed, REFUSED_SIGNED / 2);
                refusals.gather(requests::next, REFUSED_SIGNED);
            });

            System.out.println("hostile signed input, seed " + SEED + ": " + refusals.byStatus());
            assertServes(client);
        }
        assertNoFaultOfOurs();
    }

    private static void create(KinesisClient client, String stream) {
        client.createStream(create -> create.streamName(stream).shardCount(2));
        client.waiter().waitUntilStreamExists(describe -> describe.streamName(stream));
    }

    private interface Task {
        void run(int thread) throws Exception;
    }

    private static void together(Task task) throws Exception {
        List<Callable<Void>> calls = new ArrayList<>();
        for (int count = 0; count < THREADS; count++) {
            int thread = count;
            calls.add(() -> {
                task.run(thread);
                return null;
            });
        }
        all(Executors.newFixedThreadPool(THREADS), calls);
    }

    /** They mostly wait for the server's patience to end. */
    private static void atOnce(List<HostileRequest> requests, Refusals refusals) throws Exception {
        List<Callable<Void>> calls = new ArrayList<>();
        for (HostileRequest request : requests) {
            calls.add(() -> {
                refusals.send(request);
                return null;
            });
        }
        all(Executors.newVirtualThreadPerTaskExecutor(), calls);
    }

    private static void all(ExecutorService threads, List<Callable<Void>> calls) throws InterruptedException {
        try (threads) {
            for (Future<Void> call : threads.invokeAll(calls)) {
                call.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError("seed " + SEED, e.getCause());
        }
    }

    private static void speakFrames(int port, long seed) throws IOException, Http2Exception {
        HostileFrames frames = new HostileFrames(seed);
        for (int count = 0; count < FRAME_CONNECTIONS / THREADS; count++) {
            try (Wire wire = new Wire(port)) {
                byte[] said = frames.next();
                byte[] heard;
                try {
                    wire.send(said);
                    wire.end();
                    heard = wire.rest();
                } catch (SocketException e) {
                    // The server has hung up on what it could not take, before it had read all of it.
                    continue;
                }
                assertThat(HostileFrames.statuses(heard)).noneMatch(status -> status.startsWith("5"));
            }
        }
    }

    private static void assertNothingIsLeft(URI endpoint, Footprint before) {
        Waiting.until(() -> {
            Scrape scrape = Scrape.of(endpoint);
            return scrape.value("request_bodies_left_bytes") == Limits.DEFAULT.bodiesBytes()
                    && scrape.value("get_answers_left_bytes") == 256L << 20;
        });
        Waiting.until(() -> Footprint.now().files() <= before.files() + FILES_SLACK);
        Waiting.until(() -> Footprint.now().pinnedBytes() <= before.pinnedBytes());
        Waiting.until(() -> Footprint.now().heapBytes() <= before.heapBytes() + HEAP_SLACK_BYTES);
    }

    private static void assertServes(KinesisClient client) {
        client.putRecord(put -> put.streamName("kept").partitionKey("k").data(SdkBytes.fromUtf8String("after")));
        List<Shard> shards = client.listShards(list -> list.streamName("kept")).shards();
        assertThat(shards.stream().flatMap(shard -> KinesisClients.readAll(client, "kept", shard).stream()))
                .hasSize(1);
    }

    private void assertNoFaultOfOurs() {
        assertThat(List.copyOf(log.list))
                .as("seed %d", SEED)
                .noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.ERROR));
    }
}
