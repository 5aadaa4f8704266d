package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.testing.KinesisClients;
import io.millrace.server.testing.TestingServer;
import io.millrace.server.testing.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** AWS's clients against a server, through every operation that is built. */
class KinesisSdkTest {
    @TempDir
    private static Path directory;

    private static TestingServer server;
    private static KinesisClient client;

    @BeforeAll
    static void start() throws IOException {
        server = TestingServer.start(directory);
        client = KinesisClients.blocking(server.endpoint());
    }

    @AfterAll
    static void close() {
        client.close();
        server.close();
    }

    @Test
    void theBlockingClientGoesThroughEveryOperation() {
        client.createStream(request -> request.streamName("blocking").shardCount(2));
        client.waiter().waitUntilStreamExists(request -> request.streamName("blocking"));
        assertThat(client.listStreams().streamNames()).contains("blocking");
        assertThat(client.describeStreamSummary(request -> request.streamName("blocking"))
                        .streamDescriptionSummary()
                        .openShardCount())
                .isEqualTo(2);

        client.putRecords(request -> request.streamName("blocking").records(entries(500)));
        PutRecordResponse last = client.putRecord(request ->
                request.streamName("blocking").partitionKey("key").data(SdkBytes.fromUtf8String("record 500")));

        Shard shard = client.listShards(request -> request.streamName("blocking")).shards().stream()
                .filter(candidate -> candidate.shardId().equals(last.shardId()))
                .findFirst()
                .orElseThrow();
        assertThat(texts(KinesisClients.readAll(client, "blocking", shard)))
                .isEqualTo(IntStream.rangeClosed(0, 500)
                        .mapToObj(i -> "record " + i)
                        .toList());
        client.deleteStream(request -> request.streamName("blocking"));
        client.waiter().waitUntilStreamNotExists(request -> request.streamName("blocking"));
    }

    @Test
    void theAsynchronousClientGoesThroughEveryOperation() {
        try (KinesisAsyncClient async = KinesisClients.asynchronous(server.endpoint())) {
            async.createStream(request -> request.streamName("async")
                            .streamModeDetails(mode -> mode.streamMode(StreamMode.ON_DEMAND)))
                    .join();
            assertThat(async.describeStream(request -> request.streamName("async"))
                            .join()
                            .streamDescription()
                            .shards())
                    .hasSize(4);
            PutRecordsResponse put = async.putRecords(
                            request -> request.streamName("async").records(entries(500)))
                    .join();
            String shardId = put.records().getFirst().shardId();
            Record first = get(async, shardId, ShardIteratorType.TRIM_HORIZON, "")
                    .records()
                    .getFirst();
            GetRecordsResponse after =
                    get(async, shardId, ShardIteratorType.AFTER_SEQUENCE_NUMBER, first.sequenceNumber());
            GetRecordsResponse since = async.getRecords(request ->
                            request.shardIterator(async.getShardIterator(at -> at.streamName("async")
                                            .shardId(shardId)
                                            .shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                                            .timestamp(first.approximateArrivalTimestamp()))
                                    .join()
                                    .shardIterator()))
                    .join();

            assertThat(first.sequenceNumber())
                    .isEqualTo(put.records().getFirst().sequenceNumber());
            assertThat(after.records()).hasSize(499);
            assertThat(since.records()).hasSize(500);
            assertThat(async.listShards(request -> request.streamName("async").maxResults(3))
                            .join()
                            .nextToken())
                    .isNotNull();
            async.deleteStream(request -> request.streamName("async")).join();
        }
    }

    @Test
    void streamsRecordsAndIteratorsSurviveARestart(@TempDir Path own) throws IOException {
        try (TestingServer mortal = TestingServer.start(own);
                KinesisClient caller = KinesisClients.blocking(mortal.endpoint())) {
            caller.createStream(
                    request -> request.streamName("orders").shardCount(3).tags(Map.of("owner", "me")));
            PutRecordsResponse put =
                    caller.putRecords(request -> request.streamName("orders").records(entries(10)));
            String shardId = put.records().getFirst().shardId();
            List<Shard> shards =
                    caller.listShards(request -> request.streamName("orders")).shards();
            String iterator = caller.getShardIterator(request -> request.streamName("orders")
                            .shardId(shardId)
                            .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                    .shardIterator();

            mortal.restart();

            assertThat(caller.listShards(request -> request.streamName("orders"))
                            .shards())
                    .isEqualTo(shards);
            assertThat(caller.describeStreamSummary(request -> request.streamName("orders"))
                            .streamDescriptionSummary()
                            .streamStatus())
                    .isEqualTo(StreamStatus.ACTIVE);
            caller.putRecords(request -> request.streamName("orders").records(entries(1)));
            assertThat(texts(caller.getRecords(request -> request.shardIterator(iterator))
                            .records()))
                    .hasSize(11)
                    .startsWith("record 0", "record 1")
                    .endsWith("record 0");
        }
    }

    @Test
    void anErrorIsTheExceptionOfItsName() {
        assertThatThrownBy(() -> client.describeStream(request -> request.streamName("none")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void commitsAndAppendsAreMeasured() throws Exception {
        client.createStream(request -> request.streamName("measured").shardCount(1));
        Waiting.until(() -> client.describeStreamSummary(request -> request.streamName("measured"))
                        .streamDescriptionSummary()
                        .streamStatus()
                == StreamStatus.ACTIVE);
        client.putRecords(request -> request.streamName("measured").records(entries(7)));

        String metrics = get(server.endpoint().resolve("/metrics"));

        assertThat(metrics)
                .contains("IncomingRecords_total{StreamName=\"measured\"} 7.0")
                .contains("IncomingBytes_total{StreamName=\"measured\"}")
                .contains("millrace_log_commit_seconds_count")
                .contains("millrace_log_queue_requests 0.0");
    }

    private static String get(URI uri) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static GetRecordsResponse get(
            KinesisAsyncClient async, String shardId, ShardIteratorType type, String sequenceNumber) {
        String iterator = async.getShardIterator(request -> request.streamName("async")
                        .shardId(shardId)
                        .shardIteratorType(type)
                        .startingSequenceNumber(sequenceNumber.isEmpty() ? null : sequenceNumber))
                .join()
                .shardIterator();
        return async.getRecords(request -> request.shardIterator(iterator)).join();
    }

    private static List<PutRecordsRequestEntry> entries(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> PutRecordsRequestEntry.builder()
                        .partitionKey("key")
                        .data(SdkBytes.fromUtf8String("record " + i))
                        .build())
                .toList();
    }

    private static List<String> texts(List<Record> records) {
        return records.stream().map(record -> record.data().asUtf8String()).toList();
    }
}
