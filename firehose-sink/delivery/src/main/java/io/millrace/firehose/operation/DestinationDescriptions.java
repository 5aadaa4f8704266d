package io.millrace.firehose.operation;

import io.millrace.firehose.stream.BufferHints;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.firehose.model.BufferingHints;
import software.amazon.awssdk.services.firehose.model.CompressionFormat;
import software.amazon.awssdk.services.firehose.model.CreateDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.DestinationDescription;
import software.amazon.awssdk.services.firehose.model.EncryptionConfiguration;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationDescription;
import software.amazon.awssdk.services.firehose.model.IcebergDestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.IcebergDestinationDescription;
import software.amazon.awssdk.services.firehose.model.IcebergS3BackupMode;
import software.amazon.awssdk.services.firehose.model.NoEncryptionConfig;
import software.amazon.awssdk.services.firehose.model.S3BackupMode;
import software.amazon.awssdk.services.firehose.model.S3DestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.S3DestinationDescription;

/** Definitions as descriptions, with the defaults filled in. */
final class DestinationDescriptions {
    private static final int RETRY_SECONDS_DEFAULT = 300;

    private DestinationDescriptions() {}

    @SuppressWarnings("deprecation") // AWS would rather have ExtendedS3; callers still send S3.
    static DestinationDescription of(String id, CreateDeliveryStreamRequest request, BufferHints hints) {
        DestinationDescription.Builder description =
                DestinationDescription.builder().destinationId(id);
        IcebergDestinationConfiguration iceberg = request.icebergDestinationConfiguration();
        if (iceberg != null) {
            return description
                    .icebergDestinationDescription(describe(iceberg, hints))
                    .build();
        }
        ExtendedS3DestinationConfiguration extended = request.extendedS3DestinationConfiguration() == null
                ? extend(request.s3DestinationConfiguration())
                : request.extendedS3DestinationConfiguration();
        return description
                .s3DestinationDescription(describe(narrow(extended), hints))
                .extendedS3DestinationDescription(describe(extended, hints))
                .build();
    }

    private static ExtendedS3DestinationConfiguration extend(S3DestinationConfiguration given) {
        return ExtendedS3DestinationConfiguration.builder()
                .roleARN(given.roleARN())
                .bucketARN(given.bucketARN())
                .prefix(given.prefix())
                .errorOutputPrefix(given.errorOutputPrefix())
                .compressionFormat(given.compressionFormat())
                .cloudWatchLoggingOptions(given.cloudWatchLoggingOptions())
                .build();
    }

    private static S3DestinationConfiguration narrow(ExtendedS3DestinationConfiguration given) {
        return S3DestinationConfiguration.builder()
                .roleARN(given.roleARN())
                .bucketARN(given.bucketARN())
                .prefix(given.prefix())
                .errorOutputPrefix(given.errorOutputPrefix())
                .compressionFormat(given.compressionFormat())
                .cloudWatchLoggingOptions(given.cloudWatchLoggingOptions())
                .build();
    }

    private static S3DestinationDescription describe(S3DestinationConfiguration given, BufferHints hints) {
        return S3DestinationDescription.builder()
                .roleARN(given.roleARN())
                .bucketARN(given.bucketARN())
                .prefix(given.prefix())
                .errorOutputPrefix(given.errorOutputPrefix())
                .bufferingHints(wire(hints))
                .compressionFormat(orUncompressed(given.compressionFormat()))
                .encryptionConfiguration(none())
                .cloudWatchLoggingOptions(given.cloudWatchLoggingOptions())
                .build();
    }

    private static ExtendedS3DestinationDescription describe(
            ExtendedS3DestinationConfiguration given, BufferHints hints) {
        return ExtendedS3DestinationDescription.builder()
                .roleARN(given.roleARN())
                .bucketARN(given.bucketARN())
                .prefix(given.prefix())
                .errorOutputPrefix(given.errorOutputPrefix())
                .bufferingHints(wire(hints))
                .compressionFormat(orUncompressed(given.compressionFormat()))
                .encryptionConfiguration(none())
                .cloudWatchLoggingOptions(given.cloudWatchLoggingOptions())
                .processingConfiguration(given.processingConfiguration())
                .s3BackupMode(S3BackupMode.DISABLED)
                .dataFormatConversionConfiguration(given.dataFormatConversionConfiguration())
                .dynamicPartitioningConfiguration(given.dynamicPartitioningConfiguration())
                .fileExtension(given.fileExtension())
                .customTimeZone(given.customTimeZone())
                .build();
    }

    private static IcebergDestinationDescription describe(IcebergDestinationConfiguration given, BufferHints hints) {
        return IcebergDestinationDescription.builder()
                .destinationTableConfigurationList(given.destinationTableConfigurationList())
                .schemaEvolutionConfiguration(given.schemaEvolutionConfiguration())
                .tableCreationConfiguration(given.tableCreationConfiguration())
                .bufferingHints(wire(hints))
                .cloudWatchLoggingOptions(given.cloudWatchLoggingOptions())
                .processingConfiguration(given.processingConfiguration())
                .s3BackupMode(IcebergS3BackupMode.FAILED_DATA_ONLY)
                .retryOptions(retry -> retry.durationInSeconds(
                        given.retryOptions() == null || given.retryOptions().durationInSeconds() == null
                                ? RETRY_SECONDS_DEFAULT
                                : given.retryOptions().durationInSeconds()))
                .roleARN(given.roleARN())
                .appendOnly(given.appendOnly())
                .catalogConfiguration(given.catalogConfiguration())
                .s3DestinationDescription(describe(given.s3Configuration(), hints))
                .build();
    }

    private static BufferingHints wire(BufferHints hints) {
        return BufferingHints.builder()
                .sizeInMBs((int) (hints.bytes() >> 20))
                .intervalInSeconds((int) hints.interval().toSeconds())
                .build();
    }

    private static CompressionFormat orUncompressed(@Nullable CompressionFormat given) {
        return given == null ? CompressionFormat.UNCOMPRESSED : given;
    }

    private static EncryptionConfiguration none() {
        return EncryptionConfiguration.builder()
                .noEncryptionConfig(NoEncryptionConfig.NO_ENCRYPTION)
                .build();
    }
}
