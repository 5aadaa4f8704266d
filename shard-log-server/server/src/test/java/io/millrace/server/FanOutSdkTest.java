package io.millrace.server;

import static io.millrace.server.FanOutReader.after;
import static io.millrace.server.FanOutReader.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.testing.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.eventstream.Message;
import software.amazon.eventstream.MessageDecoder;

/** Enhanced fan-out, as AWS's clients see it on the wire. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FanOutSdkTest {
    private static final String STREAM = FanOutFixture.STREAM;

    @TempDir
    private Path directory;

    @Test
    void everyRecordComesOnceAndInOrderWhileOthersAreWritten() throws IOException {
        try (FanOutFixture fixture = new FanOutFixture(directory, Map.of());
                FanOutReader reader = fixture.subscribe("billing", 0, "TRIM_HORIZON")) {
            List<String> expected = new ArrayList<>();
            for (int round = 0; round < 50; round++) {
                expected.addAll(fixture.put(round * 20, 20, 10_000));
            }

            reader.until(seen -> seen.records().size() >= 1_000);

            assertThat(reader.data()).isEqualTo(expected);
            assertThat(reader.continuation())
                    .isEqualTo(reader.records().getLast().sequenceNumber());
            assertThat(reader.isDone()).isFalse();
            Waiting.until(() -> metric(fixture, "SubscribeToShardEvent_Records_total") == 1_000);
            assertThat(metric(fixture, "SubscribeToShard_Success_total")).isEqualTo(1);
        }
    }

    private static double metric(FanOutFixture fixture, String name) {
        return Scrape.of(fixture.server.endpoint()).value(name + "{ConsumerName=\"billing\",StreamName=\"orders\"}");
    }

    @Test
    void aSubscriptionWithoutRecordsHasAHeartbeatFromWhichItGoesOn() throws IOException {
        try (FanOutFixture fixture = new FanOutFixture(directory, Map.of("kinesis.subscription-heartbeat", "50"))) {
            FanOutReader idle = fixture.subscribe("billing", 0, "LATEST");
            idle.until(seen -> seen.events.size() >= 5);
            idle.close();
            List<String> expected = fixture.put(0, 3, 10);

            String arn = fixture.consumer("billing");
            try (FanOutReader reader = FanOutReader.start(fixture.async, arn, 0, after(idle.continuation()))) {
                reader.until(seen -> seen.records().size() >= 3);
                assertThat(reader.data()).isEqualTo(expected);
            }
            assertThat(idle.records()).isEmpty();
        }
    }

    @Test
    void anotherSubscriptionIsRefusedForAWhileAndThenTakesOver() throws IOException {
        try (FanOutFixture fixture = new FanOutFixture(directory, Map.of("kinesis.subscription-takeover", "PT0.5S"))) {
            FanOutReader first = fixture.subscribe("billing", 0, "LATEST");
            first.until(seen -> !seen.events.isEmpty());
            String arn = fixture.consumer("billing");

            Throwable early =
                    FanOutReader.start(fixture.async, arn, 0, at("LATEST")).awaitFailure();
            assertThat(early)
                    .isInstanceOf(ResourceInUseException.class)
                    .hasMessageStartingWith("Another active subscription exists for this consumer: "
                            + "000000000000:orders:shardId-000000000000:billing");
            List<FanOutReader> later = new ArrayList<>();
            Waiting.until(() -> {
                later.add(FanOutReader.start(fixture.async, arn, 0, at("LATEST")));
                Waiting.until(() ->
                        later.getLast().isDone() || !later.getLast().events.isEmpty());
                return !later.getLast().isDone();
            });

            assertThat(first.awaitFailure()).isInstanceOf(ResourceInUseException.class);
            List<String> expected = fixture.put(0, 3, 10);
            later.getLast().until(seen -> seen.records().size() >= 3);
            assertThat(later.getLast().data()).isEqualTo(expected);
            assertThat(first.records()).isEmpty();
            later.getLast().close();
        }
    }

    @Test
    void aSubscriptionThatHasHadItsTimeEndsAndTheNextGoesOnWhereItWas() throws IOException {
        try (FanOutFixture fixture = new FanOutFixture(
                directory,
                Map.of("kinesis.subscription-life", "PT0.3S", "kinesis.subscription-heartbeat", "PT0.05S"))) {
            List<String> data = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            FanOutReader reader = fixture.subscribe("billing", 0, "TRIM_HORIZON");
            for (int life = 0; life < 3; life++) {
                expected.addAll(fixture.put(life * 10, 10, 10));
                reader.awaitEnd();
                data.addAll(reader.data());
                reader =
                        FanOutReader.start(fixture.async, fixture.consumer("billing"), 0, after(reader.continuation()));
            }
            reader.awaitEnd();
            data.addAll(reader.data());

            assertThat(data).isEqualTo(expected);
        }
    }

    @Test
    void theEndOfAShardIsToldWithItsChildrenWhichGoOn() throws IOException {
        try (FanOutFixture fixture = new FanOutFixture(directory, Map.of())) {
            FanOutReader parent = fixture.subscribe("billing", 0, "TRIM_HORIZON");
            List<String> before = fixture.put(0, 10, 10);
            fixture.client.splitShard(request -> request.streamName(STREAM)
                    .shardToSplit("shardId-000000000000")
                    .newStartingHashKey("170141183460469231731687303715884105728"));
            parent.awaitEnd();
            List<String> behind = fixture.put(10, 30, 10);

            SubscribeToShardEvent last = parent.events.getLast();
            assertThat(parent.data()).isEqualTo(before);
            assertThat(last.continuationSequenceNumber()).isNull();
            assertThat(last.childShards())
                    .extracting(ChildShard::shardId)
                    .containsExactly("shardId-000000000001", "shardId-000000000002");
            String arn = fixture.consumer("billing");
            try (FanOutReader left = FanOutReader.start(fixture.async, arn, 1, at("TRIM_HORIZON"));
                    FanOutReader right = FanOutReader.start(fixture.async, arn, 2, at("TRIM_HORIZON"))) {
                Waiting.until(() -> left.records().size() + right.records().size() >= behind.size());
                List<String> both = new ArrayList<>(left.data());
                both.addAll(right.data());
                assertThat(both).containsExactlyInAnyOrderElementsOf(behind);
            }
        }
    }

    @Test
    void fiveHundredSubscribersAreAllGivenEveryRecord() throws IOException {
        int consumers = 20;
        int shards = 25;
        try (FanOutFixture fixture = new FanOutFixture(directory, Map.of(), shards);
                ManyFanOutReaders readers = new ManyFanOutReaders(fixture.server.endpoint())) {
            for (int consumer = 0; consumer < consumers; consumer++) {
                String arn = fixture.consumer("consumer-" + consumer);
                for (int shard = 0; shard < shards; shard++) {
                    readers.subscribe(arn, shard);
                }
            }
            Waiting.until(() -> readers.beginnings() == consumers * shards);
            assertThat(open(fixture)).isEqualTo(500);

            List<String> expected = fixture.put(0, 500, 100);

            for (int consumer = 0; consumer < consumers; consumer++) {
                String arn = fixture.consumer("consumer-" + consumer);
                Waiting.until(() -> readers.data(arn).size() >= expected.size());
                assertThat(readers.data(arn)).containsExactlyInAnyOrderElementsOf(expected);
            }
            readers.hangUp();
            Waiting.until(() -> open(fixture) == 0);
        }
    }

    @Test
    void slowSubscribersHoldNoMoreThanAnEventEachAndNobodyElseUp() throws IOException {
        double budget = 32 << 20;
        int slow = 20;
        try (FanOutFixture fixture =
                        new FanOutFixture(directory, Map.of("kinesis.answer-bytes", Integer.toString(32 << 20)));
                KinesisAsyncClient alone = FanOutFixture.async(fixture.server.endpoint(), 1)) {
            List<String> expected = fixture.put(0, 60, 500_000);
            List<FanOutReader> readers = new ArrayList<>();
            for (int consumer = 0; consumer < slow - 1; consumer++) {
                readers.add(FanOutReader.slow(alone, fixture.consumer("slow-" + consumer), 0, at("TRIM_HORIZON")));
            }
            readers.forEach(reader -> reader.until(seen -> !seen.events.isEmpty()));
            Waiting.until(() -> left(fixture) < budget);

            try (FanOutReader quick = fixture.subscribe("quick", 0, "TRIM_HORIZON")) {
                quick.until(seen -> seen.records().size() >= 60);
                assertThat(quick.data()).isEqualTo(expected);
            }
            assertThat(left(fixture)).isPositive();
            for (FanOutReader reader : readers) {
                assertThat(reader.records().size()).isLessThan(60);
            }
            FanOutReader one = readers.getFirst();
            Waiting.until(() -> {
                one.take();
                return one.records().size() >= 60;
            });
            assertThat(one.data()).isEqualTo(expected);
            readers.forEach(FanOutReader::close);
            Waiting.until(() -> left(fixture) == budget);
        }
    }

    @Test
    void aServerThatIsClosedEndsSubscriptionsWithoutAnErrorAndTheNextOneGoesOn() throws IOException {
        try (FanOutFixture fixture = new FanOutFixture(directory, Map.of())) {
            List<String> expected = new ArrayList<>(fixture.put(0, 10, 10));
            FanOutReader before = fixture.subscribe("billing", 0, "TRIM_HORIZON");
            before.until(seen -> seen.records().size() >= 10);

            fixture.server.restart();

            before.awaitEnd();
            expected.addAll(fixture.put(10, 10, 10));
            String arn = fixture.consumer("billing");
            try (FanOutReader next = FanOutReader.start(fixture.async, arn, 0, after(before.continuation()))) {
                next.until(seen -> seen.records().size() >= 10);
                List<String> all = new ArrayList<>(before.data());
                all.addAll(next.data());
                assertThat(all).isEqualTo(expected);
            }
        }
    }

    @Test
    void aConsumerThatIsDeregisteredIsTold() throws IOException {
        try (FanOutFixture fixture = new FanOutFixture(directory, Map.of())) {
            FanOutReader reader = fixture.subscribe("billing", 0, "LATEST");
            reader.until(seen -> !seen.events.isEmpty());

            fixture.client.deregisterStreamConsumer(request -> request.consumerARN(fixture.consumer("billing")));

            assertThat(reader.awaitFailure()).isInstanceOf(ResourceNotFoundException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_1, json", "HTTP_1_1, cbor", "HTTP_2, json", "HTTP_2, cbor"})
    void messagesAreInTheRequestsFormatOnEveryProtocol(HttpClient.Version version, String format) throws Exception {
        String contentType = "application/x-amz-%s-1.1".formatted(format);
        try (FanOutFixture fixture = new FanOutFixture(directory, Map.of("kinesis.subscription-life", "PT0.5S"));
                HttpClient http = HttpClient.newBuilder().version(version).build()) {
            fixture.put(0, 1, 10);
            byte[] body = fixture.body(format, fixture.consumer("billing"));
            HttpRequest request = HttpRequest.newBuilder(fixture.server.endpoint())
                    .header("X-Amz-Target", "Kinesis_20131202.SubscribeToShard")
                    .header("Content-Type", contentType)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();

            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            List<Message> messages = new ArrayList<>();
            MessageDecoder decoder = new MessageDecoder(messages::add);
            decoder.feed(ByteBuffer.wrap(response.body().readAllBytes()));

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("content-type")).contains("application/vnd.amazon.eventstream");
            assertThat(response.headers().firstValue("x-amzn-RequestId")).isPresent();
            assertThat(messages.stream().map(message -> header(message, ":event-type")))
                    .startsWith("initial-response", "SubscribeToShardEvent");
            assertThat(messages).allSatisfy(message -> {
                assertThat(header(message, ":content-type")).isEqualTo(contentType);
                assertThat(header(message, ":message-type")).isEqualTo("event");
            });
            String payload = new String(messages.get(1).getPayload(), UTF_8);
            assertThat(payload).contains("Records", "ContinuationSequenceNumber", "MillisBehindLatest");
            assertThat(payload.startsWith("{")).isEqualTo(format.equals("json"));
        }
    }

    private static String header(Message message, String name) {
        return requireNonNull(message.getHeaders().get(name), name).getString();
    }

    private static double open(FanOutFixture fixture) {
        return Scrape.of(fixture.server.endpoint()).value("event_streams_open");
    }

    private static double left(FanOutFixture fixture) {
        return Scrape.of(fixture.server.endpoint()).value("get_answers_left_bytes");
    }
}
