package io.millrace.firehose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.firehose.model.CompressionFormat;
import software.amazon.awssdk.services.firehose.model.CreateDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamDescription;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamType;
import software.amazon.awssdk.services.firehose.model.DestinationTableConfiguration;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.FirehoseException;
import software.amazon.awssdk.services.firehose.model.IcebergDestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.InvalidArgumentException;
import software.amazon.awssdk.services.firehose.model.ListDeliveryStreamsResponse;
import software.amazon.awssdk.services.firehose.model.Processor;
import software.amazon.awssdk.services.firehose.model.ProcessorType;
import software.amazon.awssdk.services.firehose.model.Record;
import software.amazon.awssdk.services.firehose.model.ResourceInUseException;
import software.amazon.awssdk.services.firehose.model.ResourceNotFoundException;

class FirehoseApiTest {
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
    void aDeliveryStreamIsDescribedAsItWasCreated() {
        String arn = create("described", s3 -> s3.prefix("raw/").compressionFormat(CompressionFormat.GZIP));
        house.clients().awaitActive("described");

        DeliveryStreamDescription description = describe("described");

        assertThat(arn).isEqualTo("arn:aws:firehose:us-east-1:000000000000:deliverystream/described");
        assertThat(description.deliveryStreamARN()).isEqualTo(arn);
        assertThat(description.deliveryStreamType()).isEqualTo(DeliveryStreamType.DIRECT_PUT);
        assertThat(description.versionId()).isEqualTo("1");
        assertThat(description.hasMoreDestinations()).isFalse();
        assertThat(description.destinations()).singleElement().satisfies(destination -> {
            assertThat(destination.extendedS3DestinationDescription().prefix()).isEqualTo("raw/");
            assertThat(destination.extendedS3DestinationDescription().compressionFormat())
                    .isEqualTo(CompressionFormat.GZIP);
            assertThat(destination.s3DestinationDescription().bufferingHints().sizeInMBs())
                    .isEqualTo(5);
            assertThat(destination.s3DestinationDescription().bufferingHints().intervalInSeconds())
                    .isEqualTo(300);
        });
    }

    @Test
    void aTakenNameIsInUse() {
        create("taken", s3 -> {});

        assertThatThrownBy(() -> create("taken", s3 -> {}))
                .isInstanceOfSatisfying(
                        ResourceInUseException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage())
                                .isEqualTo("Firehose taken under accountId 000000000000 already exists"));
    }

    @Test
    void whatIsNotThereIsNotFound() {
        List<ThrowingCallable> calls = List.of(
                () -> describe("nowhere"),
                () -> house.firehose().deleteDeliveryStream(delete -> delete.deliveryStreamName("nowhere")),
                () -> house.firehose()
                        .putRecord(put -> put.deliveryStreamName("nowhere").record(record("x"))),
                () -> house.firehose()
                        .putRecordBatch(put -> put.deliveryStreamName("nowhere").records(record("x"))));

        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            ResourceNotFoundException.class,
                            e -> assertThat(e.awsErrorDetails().errorMessage())
                                    .isEqualTo("Firehose nowhere under account 000000000000 not found."));
        }
    }

    @Test
    void namesAreListedPageByPage() {
        List.of("page-a", "page-b", "page-c").forEach(name -> create(name, s3 -> {}));

        ListDeliveryStreamsResponse first = house.firehose()
                .listDeliveryStreams(
                        list -> list.exclusiveStartDeliveryStreamName("page").limit(2));
        ListDeliveryStreamsResponse second = house.firehose()
                .listDeliveryStreams(
                        list -> list.exclusiveStartDeliveryStreamName("page-b").limit(1));

        assertThat(first.deliveryStreamNames()).containsExactly("page-a", "page-b");
        assertThat(first.hasMoreDeliveryStreams()).isTrue();
        assertThat(second.deliveryStreamNames()).containsExactly("page-c");
    }

    @Test
    void aDeletedOneGoesWithItsStreamAndFreesItsName() {
        create("gone", s3 -> {});
        house.clients().awaitActive("gone");
        boolean hadStream = ownStreams("gone");

        house.firehose().deleteDeliveryStream(delete -> delete.deliveryStreamName("gone"));

        Polling.until("gone is deleted", () -> !names().contains("gone"));
        assertThat(hadStream).isTrue();
        Polling.until("its stream is deleted", () -> !ownStreams("gone"));
        create("gone", s3 -> {});
        house.clients().awaitActive("gone");
    }

    @Test
    void whatWouldNotBeDoneAsAskedIsRefusedAndNothingIsCreated() {
        refused("CompressionFormat Snappy is not supported.", s3 -> s3.compressionFormat("Snappy"));
        refused("S3BackupMode Enabled is not supported.", s3 -> s3.s3BackupMode("Enabled"));
        refused(
                "DynamicPartitioningConfiguration is not supported.",
                s3 -> s3.dynamicPartitioningConfiguration(partitioning -> partitioning.enabled(true)));
        refused(
                "DataFormatConversionConfiguration is not supported.",
                s3 -> s3.dataFormatConversionConfiguration(conversion -> conversion.enabled(true)));
        refused(
                "The processor Lambda is not supported.",
                s3 -> s3.processingConfiguration(with -> with.enabled(true)
                        .processors(
                                Processor.builder().type(ProcessorType.LAMBDA).build())));
        refused(
                "KMSEncryptionConfig is not supported.",
                s3 -> s3.encryptionConfiguration(with -> with.kmsEncryptionConfig(kms -> kms.awskmsKeyARN(
                        "arn:aws:kms:us-east-1:000000000000:key/00000000-0000-0000-0000-000000000000"))));
        refused(
                "Invalid prefix: ErrorOutputPrefix cannot be null when Prefix contains expressions",
                s3 -> s3.prefix("!{timestamp:yyyy}/"));
        refusedRequest(
                "A destination other than S3, ExtendedS3 and Iceberg is not supported.",
                request -> request.httpEndpointDestinationConfiguration(
                        http -> http.endpointConfiguration(endpoint -> endpoint.url("https://127.0.0.1/"))
                                .s3Configuration(s3 -> s3.roleARN(House.ROLE).bucketARN(House.BUCKET_ARN))));
        refusedRequest("Exactly one destination configuration is supported for a Firehose", request -> {});
        refusedRequest(
                "Stream nowhere under account 000000000000 not found.",
                request -> request.deliveryStreamType(DeliveryStreamType.KINESIS_STREAM_AS_SOURCE)
                        .kinesisStreamSourceConfiguration(source -> source.roleARN(House.ROLE)
                                .kinesisStreamARN("arn:aws:kinesis:us-east-1:000000000000:stream/nowhere"))
                        .extendedS3DestinationConfiguration(s3(s3 -> {})));
        refusedRequest(
                "UniqueKeys is not supported.",
                request -> request.icebergDestinationConfiguration(IcebergDestinationConfiguration.builder()
                        .roleARN(House.ROLE)
                        .catalogConfiguration(
                                catalog -> catalog.catalogARN("arn:aws:glue:us-east-1:000000000000:catalog"))
                        .s3Configuration(s3 -> s3.roleARN(House.ROLE).bucketARN(House.BUCKET_ARN))
                        .destinationTableConfigurationList(DestinationTableConfiguration.builder()
                                .destinationDatabaseName("d")
                                .destinationTableName("t")
                                .uniqueKeys("id")
                                .build())
                        .build()));
    }

    @Test
    void hintsOutOfRangeAreAValidationError() {
        assertThatThrownBy(() -> create("hints", s3 -> s3.bufferingHints(hints -> hints.intervalInSeconds(901))))
                .isInstanceOfSatisfying(FirehoseException.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
                    assertThat(e.awsErrorDetails().errorMessage())
                            .contains("Member must have value less than or equal to 900");
                });
        assertThat(names()).doesNotContain("hints");
    }

    @Test
    void aBatchOverFourMebibytesIsRefused() {
        create("large", s3 -> {});
        house.clients().awaitActive("large");
        Record record = record("x".repeat(1_000_000));

        assertThatThrownBy(() -> house.firehose()
                        .putRecordBatch(put -> put.deliveryStreamName("large").records(Collections.nCopies(5, record))))
                .isInstanceOfSatisfying(
                        InvalidArgumentException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage())
                                .isEqualTo("Records size exceeds 4 MB limit"));
    }

    @Test
    void anOperationThatIsNotBuiltSaysSo() {
        assertThatThrownBy(() -> house.firehose().listTagsForDeliveryStream(list -> list.deliveryStreamName("x")))
                .isInstanceOfSatisfying(
                        FirehoseException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("UnknownOperationException"));
    }

    private static void refused(String message, Consumer<ExtendedS3DestinationConfiguration.Builder> change) {
        refusedRequest(message, request -> request.extendedS3DestinationConfiguration(s3(change)));
    }

    private static void refusedRequest(String message, Consumer<CreateDeliveryStreamRequest.Builder> change) {
        assertThatThrownBy(() -> house.firehose()
                        .createDeliveryStream(request -> change.accept(request.deliveryStreamName("refused"))))
                .isInstanceOfSatisfying(
                        InvalidArgumentException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message));
        assertThat(names()).doesNotContain("refused");
    }

    private static String create(String name, Consumer<ExtendedS3DestinationConfiguration.Builder> change) {
        return house.firehose()
                .createDeliveryStream(
                        request -> request.deliveryStreamName(name).extendedS3DestinationConfiguration(s3(change)))
                .deliveryStreamARN();
    }

    private static ExtendedS3DestinationConfiguration s3(Consumer<ExtendedS3DestinationConfiguration.Builder> change) {
        return ExtendedS3DestinationConfiguration.builder()
                .roleARN(House.ROLE)
                .bucketARN(House.BUCKET_ARN)
                .applyMutation(change)
                .build();
    }

    private static DeliveryStreamDescription describe(String name) {
        return house.firehose()
                .describeDeliveryStream(describe -> describe.deliveryStreamName(name))
                .deliveryStreamDescription();
    }

    private static List<String> names() {
        return house.firehose().listDeliveryStreams(list -> list.limit(1_000)).deliveryStreamNames();
    }

    private static boolean ownStreams(String name) {
        return house.kinesis().listStreams(list -> list.limit(1_000)).streamNames().stream()
                .anyMatch(stream -> stream.startsWith("millrace.firehose." + name + "."));
    }

    private static Record record(String text) {
        return Record.builder().data(SdkBytes.fromUtf8String(text)).build();
    }
}
