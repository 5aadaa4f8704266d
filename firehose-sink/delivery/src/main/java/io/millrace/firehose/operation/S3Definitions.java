package io.millrace.firehose.operation;

import static io.millrace.firehose.operation.FirehoseError.INVALID_ARGUMENT;
import static io.millrace.firehose.operation.FirehoseError.unsupported;

import io.millrace.firehose.stream.BufferHints;
import io.millrace.firehose.stream.DestinationSpec;
import io.millrace.firehose.stream.ObjectKeys;
import io.millrace.firehose.stream.PrefixTemplate;
import io.millrace.firehose.stream.S3Location;
import io.millrace.firehose.stream.S3Location.Compression;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.firehose.model.BufferingHints;
import software.amazon.awssdk.services.firehose.model.CloudWatchLoggingOptions;
import software.amazon.awssdk.services.firehose.model.CompressionFormat;
import software.amazon.awssdk.services.firehose.model.EncryptionConfiguration;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.ProcessingConfiguration;
import software.amazon.awssdk.services.firehose.model.Processor;
import software.amazon.awssdk.services.firehose.model.ProcessorType;
import software.amazon.awssdk.services.firehose.model.S3BackupMode;
import software.amazon.awssdk.services.firehose.model.S3DestinationConfiguration;

/** Reads S3 destinations. */
final class S3Definitions {
    static final int SIZE_MIB_DEFAULT = 5;
    static final int INTERVAL_SECONDS_DEFAULT = 300;

    /** The delimiter that a processor may append, as AWS's console writes it and as itself. */
    private static final List<String> NEWLINES = List.of("\\n", "\n");

    private S3Definitions() {}

    static DestinationSpec read(String name, S3DestinationConfiguration given) {
        return new DestinationSpec.S3(location(name, given), hints(given.bufferingHints()), false);
    }

    /** Where and how, without when. */
    static S3Location location(String name, S3DestinationConfiguration given) {
        refuse(given.encryptionConfiguration(), given.cloudWatchLoggingOptions());
        Compression compression = compression(given.compressionFormat());
        ObjectKeys keys = keys(() -> new ObjectKeys(
                name,
                new PrefixTemplate(orEmpty(given.prefix())),
                new PrefixTemplate(orEmpty(given.errorOutputPrefix())),
                ZoneOffset.UTC,
                compression.extension()));
        return new S3Location(bucket(given.bucketARN()), keys, compression);
    }

    static DestinationSpec read(String name, ExtendedS3DestinationConfiguration given) {
        refuse(given.encryptionConfiguration(), given.cloudWatchLoggingOptions());
        if (given.s3BackupMode() == S3BackupMode.ENABLED || given.s3BackupConfiguration() != null) {
            throw unsupported("S3BackupMode Enabled");
        }
        if (given.dynamicPartitioningConfiguration() != null
                && isTrue(given.dynamicPartitioningConfiguration().enabled())) {
            throw unsupported("DynamicPartitioningConfiguration");
        }
        // Enabled unless it says otherwise.
        if (given.dataFormatConversionConfiguration() != null
                && !Boolean.FALSE.equals(
                        given.dataFormatConversionConfiguration().enabled())) {
            throw unsupported("DataFormatConversionConfiguration");
        }
        Compression compression = compression(given.compressionFormat());
        String extension = orEmpty(given.fileExtension()).isEmpty() ? compression.extension() : given.fileExtension();
        ObjectKeys keys = keys(() -> new ObjectKeys(
                name,
                new PrefixTemplate(orEmpty(given.prefix())),
                new PrefixTemplate(orEmpty(given.errorOutputPrefix())),
                zone(given.customTimeZone()),
                extension));
        return new DestinationSpec.S3(
                new S3Location(bucket(given.bucketARN()), keys, compression),
                hints(given.bufferingHints()),
                delimited(given.processingConfiguration()));
    }

    static BufferHints hints(@Nullable BufferingHints given) {
        Optional<BufferingHints> hints = Optional.ofNullable(given);
        return BufferHints.of(
                hints.map(BufferingHints::sizeInMBs).orElse(SIZE_MIB_DEFAULT),
                hints.map(BufferingHints::intervalInSeconds).orElse(INTERVAL_SECONDS_DEFAULT));
    }

    static void refuseLogging(@Nullable CloudWatchLoggingOptions logging) {
        if (logging != null && isTrue(logging.enabled())) {
            throw unsupported("CloudWatchLoggingOptions");
        }
    }

    static boolean isTrue(@Nullable Boolean value) {
        return Boolean.TRUE.equals(value);
    }

    private static void refuse(
            @Nullable EncryptionConfiguration encryption, @Nullable CloudWatchLoggingOptions logging) {
        if (encryption != null && encryption.kmsEncryptionConfig() != null) {
            throw unsupported("KMSEncryptionConfig");
        }
        refuseLogging(logging);
    }

    private static Compression compression(@Nullable CompressionFormat format) {
        if (format == null || format == CompressionFormat.UNCOMPRESSED) {
            return Compression.UNCOMPRESSED;
        }
        if (format == CompressionFormat.GZIP) {
            return Compression.GZIP;
        }
        throw unsupported("CompressionFormat " + format);
    }

    private static boolean delimited(@Nullable ProcessingConfiguration processing) {
        if (processing == null || !isTrue(processing.enabled())) {
            return false;
        }
        boolean delimited = false;
        for (Processor processor : processing.processors()) {
            if (processor.type() != ProcessorType.APPEND_DELIMITER_TO_RECORD) {
                throw unsupported("The processor " + processor.typeAsString());
            }
            processor.parameters().forEach(parameter -> {
                if (!parameter.parameterNameAsString().equals("Delimiter")
                        || !NEWLINES.contains(parameter.parameterValue())) {
                    throw unsupported("A parameter of AppendDelimiterToRecord other than Delimiter=\\n");
                }
            });
            delimited = true;
        }
        return delimited;
    }

    private static ZoneId zone(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            return ZoneOffset.UTC;
        }
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw INVALID_ARGUMENT.because("CustomTimeZone %s is not a time zone.".formatted(name));
        }
    }

    private static ObjectKeys keys(Supplier<ObjectKeys> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException e) {
            throw INVALID_ARGUMENT.because("Invalid prefix: " + e.getMessage());
        }
    }

    private static String bucket(String arn) {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
