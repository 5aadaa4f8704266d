package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.testing.KinesisClients;
import io.millrace.server.testing.TestingServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.MetricsName;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** CloudWatch's metrics of streams and shards, as a scraper sees them. */
class CloudWatchMetricsTest {
    private static final String STREAM = "orders";
    private static final int BYTES = 100;

    @TempDir
    private Path directory;

    private TestingServer server;
    private KinesisClient client;

    @BeforeEach
    void start() throws IOException {
        server = TestingServer.start(
                directory,
                Map.of(
                        "kinesis.throughput-limits",
                        "true",
                        "kinesis.shard-write-records",
                        "5",
                        "kinesis.shard-reads",
                        "1"));
        client = KinesisClients.withoutRetries(server.endpoint());
        client.createStream(request -> request.streamName(STREAM).shardCount(1));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void streamsHaveTheirMetrics() {
        put(8);
        read();

        Scrape scrape = Scrape.of(server.endpoint());

        assertThat(of(scrape, "IncomingRecords_total")).isEqualTo(5);
        assertThat(of(scrape, "IncomingBytes_total")).isEqualTo(5.0 * (BYTES + 1));
        assertThat(of(scrape, "PutRecords_TotalRecords_total")).isEqualTo(8);
        assertThat(of(scrape, "PutRecords_SuccessfulRecords_total")).isEqualTo(5);
        assertThat(of(scrape, "PutRecords_ThrottledRecords_total")).isEqualTo(3);
        assertThat(of(scrape, "PutRecords_FailedRecords_total")).isZero();
        assertThat(of(scrape, "PutRecords_Success_total")).isEqualTo(1);
        assertThat(of(scrape, "PutRecords_Latency_seconds_count")).isEqualTo(1);
        assertThat(of(scrape, "PutRecord_Success_total")).isZero();
        assertThat(of(scrape, "WriteProvisionedThroughputExceeded_total")).isEqualTo(3);
        assertThat(of(scrape, "GetRecords_Records_total")).isEqualTo(5);
        assertThat(of(scrape, "GetRecords_Success_total")).isEqualTo(1);
        assertThat(of(scrape, "GetRecords_IteratorAgeMilliseconds_count")).isEqualTo(1);
        assertThat(of(scrape, "ReadProvisionedThroughputExceeded_total")).isEqualTo(1);
    }

    @Test
    void shardsHaveThoseThatAreEnabled() {
        client.enableEnhancedMonitoring(request -> request.streamName(STREAM)
                .shardLevelMetrics(MetricsName.INCOMING_RECORDS, MetricsName.WRITE_PROVISIONED_THROUGHPUT_EXCEEDED));
        put(8);
        read();

        Scrape scrape = Scrape.of(server.endpoint());

        assertThat(scrape.value("Shard_IncomingRecords_total{ShardId=\"shardId-000000000000\",StreamName=\"orders\"}"))
                .isEqualTo(5);
        assertThat(
                        scrape.value(
                                "Shard_WriteProvisionedThroughputExceeded_total{ShardId=\"shardId-000000000000\",StreamName=\"orders\"}"))
                .isEqualTo(3);
        assertThat(scrape.types()).doesNotContainKeys("Shard_IncomingBytes_total", "Shard_OutgoingRecords_total");

        client.disableEnhancedMonitoring(
                request -> request.streamName(STREAM).shardLevelMetrics(MetricsName.INCOMING_RECORDS));
        assertThat(Scrape.of(server.endpoint()).types())
                .doesNotContainKey("Shard_IncomingRecords_total")
                .containsKey("Shard_WriteProvisionedThroughputExceeded_total");
    }

    @Test
    void aDeletedStreamHasNone() {
        put(1);

        client.deleteStream(request -> request.streamName(STREAM));

        assertThat(Scrape.of(server.endpoint()).types()).doesNotContainKey("IncomingRecords_total");
    }

    private static double of(Scrape scrape, String metric) {
        return scrape.value(metric + "{StreamName=\"orders\"}");
    }

    private void put(int records) {
        PutRecordsRequestEntry entry = PutRecordsRequestEntry.builder()
                .partitionKey("k")
                .data(SdkBytes.fromByteArray(new byte[BYTES]))
                .build();
        client.putRecords(request -> request.streamName(STREAM).records(Collections.nCopies(records, entry)));
    }

    /** Reads once, and once more than the shard allows. */
    private void read() {
        String iterator = client.getShardIterator(request -> request.streamName(STREAM)
                        .shardId("shardId-000000000000")
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        client.getRecords(request -> request.shardIterator(iterator));
        assertThatThrownBy(() -> client.getRecords(request -> request.shardIterator(iterator)))
                .isInstanceOf(ProvisionedThroughputExceededException.class);
    }
}
