package io.millrace.firehose.operation;

import static io.millrace.firehose.operation.FirehoseError.INVALID_ARGUMENT;
import static io.millrace.firehose.operation.FirehoseError.unsupported;

import io.millrace.firehose.stream.DeliverySpec;
import io.millrace.firehose.stream.DestinationSpec;
import io.millrace.firehose.stream.SourceSpec;
import io.millrace.frontdoor.Account;
import io.millrace.model.StreamName;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awssdk.services.firehose.model.CreateDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamType;

/** Reads definitions; refuses, with InvalidArgumentException, whatever would not be done as asked. */
record Definitions(Account account) {
    static DeliveryStreamType type(CreateDeliveryStreamRequest request) {
        return request.deliveryStreamType() == null ? DeliveryStreamType.DIRECT_PUT : request.deliveryStreamType();
    }

    DeliverySpec read(CreateDeliveryStreamRequest request) {
        if (request.deliveryStreamEncryptionConfigurationInput() != null) {
            throw unsupported("DeliveryStreamEncryptionConfigurationInput");
        }
        if (!request.tags().isEmpty()) {
            throw unsupported("Tags");
        }
        return new DeliverySpec(source(request), destination(request));
    }

    private SourceSpec source(CreateDeliveryStreamRequest request) {
        DeliveryStreamType type = type(request);
        boolean kinesis = type == DeliveryStreamType.KINESIS_STREAM_AS_SOURCE;
        if (!kinesis && type != DeliveryStreamType.DIRECT_PUT) {
            throw unsupported("DeliveryStreamType " + request.deliveryStreamTypeAsString());
        }
        if (request.mskSourceConfiguration() != null || request.databaseSourceConfiguration() != null) {
            throw unsupported("MSKSourceConfiguration or DatabaseSourceConfiguration");
        }
        if (kinesis != (request.kinesisStreamSourceConfiguration() != null)) {
            throw INVALID_ARGUMENT.because(
                    kinesis
                            ? "KinesisSourceConfig is required for KinesisStreamAsSource delivery stream type."
                            : "KinesisSourceConfig is only applicable for KinesisStreamAsSource stream type.");
        }
        if (!kinesis) {
            return new SourceSpec.DirectPut();
        }
        if (request.directPutSourceConfiguration() != null) {
            throw INVALID_ARGUMENT.because("DirectPutSourceConfig is only applicable for DirectPut stream type.");
        }
        return source(request.kinesisStreamSourceConfiguration().kinesisStreamARN());
    }

    private SourceSpec source(String arn) {
        String name = arn.substring(arn.lastIndexOf('/') + 1);
        if (!arn.equals(account.arn("kinesis", "stream/" + name))) {
            throw INVALID_ARGUMENT.because(
                    "Stream %s is not of account %s in region %s.".formatted(arn, account.id(), account.region()));
        }
        try {
            return new SourceSpec.KinesisStream(new StreamName(name));
        } catch (IllegalArgumentException e) {
            throw INVALID_ARGUMENT.because("Invalid stream ARN " + arn);
        }
    }

    @SuppressWarnings("deprecation") // AWS would rather have ExtendedS3; callers still send S3.
    private static DestinationSpec destination(CreateDeliveryStreamRequest request) {
        boolean other = Stream.of(
                        request.redshiftDestinationConfiguration(),
                        request.elasticsearchDestinationConfiguration(),
                        request.amazonopensearchserviceDestinationConfiguration(),
                        request.splunkDestinationConfiguration(),
                        request.httpEndpointDestinationConfiguration(),
                        request.amazonOpenSearchServerlessDestinationConfiguration(),
                        request.snowflakeDestinationConfiguration())
                .anyMatch(Objects::nonNull);
        if (other) {
            throw unsupported("A destination other than S3, ExtendedS3 and Iceberg");
        }
        long given = Stream.of(
                        request.s3DestinationConfiguration(),
                        request.extendedS3DestinationConfiguration(),
                        request.icebergDestinationConfiguration())
                .filter(Objects::nonNull)
                .count();
        if (given != 1) {
            throw INVALID_ARGUMENT.because("Exactly one destination configuration is supported for a Firehose");
        }
        String name = request.deliveryStreamName();
        if (request.icebergDestinationConfiguration() != null) {
            return IcebergDefinitions.read(name, request.icebergDestinationConfiguration());
        }
        return request.extendedS3DestinationConfiguration() == null
                ? S3Definitions.read(name, request.s3DestinationConfiguration())
                : S3Definitions.read(name, request.extendedS3DestinationConfiguration());
    }
}
