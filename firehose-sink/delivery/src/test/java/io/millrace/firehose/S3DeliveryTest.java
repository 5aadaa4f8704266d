package io.millrace.firehose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.firehose.model.CompressionFormat;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamType;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.InvalidArgumentException;
import software.amazon.awssdk.services.firehose.model.Processor;
import software.amazon.awssdk.services.firehose.model.ProcessorType;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponseEntry;
import software.amazon.awssdk.services.firehose.model.Record;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

class S3DeliveryTest {
    @TempDir
    private static Path directory;

    private static House house;

    @BeforeAll
    static void open() throws IOException {
        house = House.open(directory);
    }

    @AfterAll
    static void close() throws IOException {
        house.close();
    }

    @Test
    void directlyPutRecordsBecomeOneGzipObjectPerInterval() {
        createDirectPut("direct", 1, s3 -> s3.prefix("direct/").compressionFormat(CompressionFormat.GZIP));
        List<Record> records =
                IntStream.range(0, 500).mapToObj(i -> record("line " + i)).toList();

        PutRecordBatchResponse answer = house.firehose()
                .putRecordBatch(put -> put.deliveryStreamName("direct").records(records));
        house.firehose().putRecord(put -> put.deliveryStreamName("direct").record(record("line 500")));

        assertThat(answer.failedPutCount()).isZero();
        assertThat(answer.requestResponses())
                .extracting(PutRecordBatchResponseEntry::recordId)
                .doesNotContainNull()
                .doesNotHaveDuplicates();
        awaitLines("direct/", 501);
        assertThat(house.clients().lines("direct/"))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(0, 500).mapToObj(i -> "line " + i).toList());
        assertThat(house.clients().keys("direct/"))
                .hasSizeLessThan(4)
                .allSatisfy(key -> assertThat(key)
                        .matches("direct/\\d{4}/\\d\\d/\\d\\d/\\d\\d/"
                                + "direct-1-\\d{4}-\\d\\d-\\d\\d-\\d\\d-\\d\\d-\\d\\d-[0-9a-f-]{36}\\.gz"));
    }

    @Test
    void aFullBufferDoesNotWaitForItsInterval() {
        createDirectPut("sized", 900, s3 -> s3.prefix("sized/"));
        String data = "x".repeat(99_999);
        Instant begin = Instant.now();

        for (int i = 0; i < 22; i++) {
            house.firehose().putRecord(put -> put.deliveryStreamName("sized").record(record(data)));
        }

        awaitLines("sized/", 20);
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(60));
        // 11 records are the first to reach 1 MiB; the third buffer never fills.
        assertThat(house.clients().keys("sized/")).hasSize(2);
        assertThat(house.clients().lines("sized/")).hasSize(22);
    }

    @Test
    void recordsAreConcatenatedAsGivenWhereNoDelimiterIsAskedFor() {
        house.firehose()
                .createDeliveryStream(create -> create.deliveryStreamName("plain")
                        .extendedS3DestinationConfiguration(s3 -> s3.roleARN(House.ROLE)
                                .bucketARN(House.BUCKET_ARN)
                                .prefix("plain/")
                                .bufferingHints(hints -> hints.sizeInMBs(1).intervalInSeconds(1))));
        house.clients().awaitActive("plain");

        house.firehose()
                .putRecordBatch(
                        put -> put.deliveryStreamName("plain").records(record("a"), record("b\n"), record("c")));

        Polling.until(
                "all is delivered",
                () -> String.join("", house.clients().lines("plain/")).length() == 3);
        assertThat(String.join("", house.clients().lines("plain/")).chars().boxed())
                .containsExactlyInAnyOrder((int) 'a', (int) 'b', (int) 'c');
    }

    @Test
    void aStreamIsDeliveredFromTheCreationOn() {
        house.kinesis().createStream(create -> create.streamName("flights").shardCount(3));
        putToStream(0, 100);
        house.firehose()
                .createDeliveryStream(create -> create.deliveryStreamName("from-stream")
                        .deliveryStreamType(DeliveryStreamType.KINESIS_STREAM_AS_SOURCE)
                        .kinesisStreamSourceConfiguration(source -> source.roleARN(House.ROLE)
                                .kinesisStreamARN("arn:aws:kinesis:us-east-1:000000000000:stream/flights"))
                        .extendedS3DestinationConfiguration(delimited(1, s3 -> s3.prefix("stream/"))));

        putToStream(100, 300);

        awaitLines("stream/", 200);
        assertThat(house.clients().lines("stream/"))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(100, 300).mapToObj(i -> "flight " + i).toList());
        assertThatThrownBy(() -> house.firehose()
                        .putRecord(put -> put.deliveryStreamName("from-stream").record(record("x"))))
                .isInstanceOfSatisfying(
                        InvalidArgumentException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage())
                                .isEqualTo("This operation is not permitted on KinesisStreamAsSource "
                                        + "delivery stream type."));
    }

    @Test
    void aRestartDeliversTheRestAndNothingAgain() throws IOException {
        createDirectPut("restarted", 2, s3 -> s3.prefix("restarted/"));
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 20; i++) {
                String text = "line " + (round * 20 + i);
                house.firehose()
                        .putRecord(put -> put.deliveryStreamName("restarted").record(record(text)));
            }
            house.server().restart();
            house.clients().awaitActive("restarted");
        }

        awaitLines("restarted/", 60);

        assertThat(house.clients().lines("restarted/"))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 60).mapToObj(i -> "line " + i).toList());
    }

    @Test
    void recordsWaitUntilTheBucketIsThere() {
        house.firehose()
                .createDeliveryStream(create -> create.deliveryStreamName("early")
                        .extendedS3DestinationConfiguration(s3 -> s3.roleARN(House.ROLE)
                                .bucketARN("arn:aws:s3:::late")
                                .bufferingHints(hints -> hints.sizeInMBs(1).intervalInSeconds(0))));
        house.clients().awaitActive("early");
        house.firehose().putRecord(put -> put.deliveryStreamName("early").record(record("patient")));
        Polling.until("a delivery failed", () -> metric("firehose_delivery_failures_total", "early") >= 1);

        house.clients().s3().createBucket(create -> create.bucket("late"));

        Polling.until("it is delivered", () -> metric("firehose_delivery_records_total", "early") == 1);
        assertThat(house.clients()
                        .s3()
                        .listObjectsV2(list -> list.bucket("late"))
                        .contents())
                .hasSize(1);
    }

    private double metric(String name, String deliveryStream) {
        return Metrics.of(house.server().endpoint(), name, "delivery_stream=\"" + deliveryStream + "\"");
    }

    private void createDirectPut(
            String name, int intervalSeconds, Consumer<ExtendedS3DestinationConfiguration.Builder> change) {
        house.firehose()
                .createDeliveryStream(create -> create.deliveryStreamName(name)
                        .extendedS3DestinationConfiguration(delimited(intervalSeconds, change)));
        house.clients().awaitActive(name);
    }

    private static ExtendedS3DestinationConfiguration delimited(
            int intervalSeconds, Consumer<ExtendedS3DestinationConfiguration.Builder> change) {
        return ExtendedS3DestinationConfiguration.builder()
                .roleARN(House.ROLE)
                .bucketARN(House.BUCKET_ARN)
                .bufferingHints(hints -> hints.sizeInMBs(1).intervalInSeconds(intervalSeconds))
                .processingConfiguration(with -> with.enabled(true)
                        .processors(Processor.builder()
                                .type(ProcessorType.APPEND_DELIMITER_TO_RECORD)
                                .build()))
                .applyMutation(change)
                .build();
    }

    private void putToStream(int from, int to) {
        for (int i = from; i < to; i++) {
            String text = "flight " + i;
            house.kinesis()
                    .putRecord(
                            put -> put.streamName("flights").partitionKey(text).data(SdkBytes.fromUtf8String(text)));
        }
    }

    private void awaitLines(String prefix, int count) {
        Polling.until(count + " lines under " + prefix, () -> hasLines(prefix, count));
    }

    private boolean hasLines(String prefix, int count) {
        try {
            return house.clients().lines(prefix).size() >= count;
        } catch (NoSuchKeyException e) {
            // The embedded store lists an object a moment before it can be read.
            return false;
        }
    }

    private static Record record(String text) {
        return Record.builder().data(SdkBytes.fromUtf8String(text)).build();
    }
}
