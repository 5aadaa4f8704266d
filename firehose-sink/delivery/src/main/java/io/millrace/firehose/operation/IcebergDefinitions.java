package io.millrace.firehose.operation;

import static io.millrace.firehose.operation.FirehoseError.INVALID_ARGUMENT;
import static io.millrace.firehose.operation.FirehoseError.unsupported;

import io.millrace.firehose.stream.BufferHints;
import io.millrace.firehose.stream.DestinationSpec;
import io.millrace.firehose.stream.ObjectKeys;
import io.millrace.firehose.stream.PrefixTemplate;
import io.millrace.firehose.stream.S3Location;
import software.amazon.awssdk.services.firehose.model.DestinationTableConfiguration;
import software.amazon.awssdk.services.firehose.model.IcebergDestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.IcebergS3BackupMode;

/** Reads Iceberg destinations: rows of one table, appended. */
final class IcebergDefinitions {
    private IcebergDefinitions() {}

    static DestinationSpec read(String name, IcebergDestinationConfiguration given) {
        refuse(given);
        if (given.destinationTableConfigurationList().size() != 1) {
            throw INVALID_ARGUMENT.because("DestinationTableConfigurationList must have exactly one table: "
                    + "routing of records to several tables is not supported.");
        }
        DestinationTableConfiguration table =
                given.destinationTableConfigurationList().getFirst();
        if (!table.uniqueKeys().isEmpty()) {
            throw unsupported("UniqueKeys");
        }
        if (table.partitionSpec() != null) {
            throw unsupported("PartitionSpec of a table that is not created by Firehose");
        }
        S3Location errors = S3Definitions.location(name, given.s3Configuration());
        BufferHints hints = S3Definitions.hints(
                given.bufferingHints() == null ? given.s3Configuration().bufferingHints() : given.bufferingHints());
        return new DestinationSpec.Iceberg(
                table.destinationDatabaseName(),
                table.destinationTableName(),
                table.s3ErrorOutputPrefix() == null ? errors : withPrefix(errors, table.s3ErrorOutputPrefix()),
                hints);
    }

    private static void refuse(IcebergDestinationConfiguration given) {
        if (given.catalogConfiguration().catalogARN() == null) {
            throw INVALID_ARGUMENT.because("CatalogConfiguration must have a CatalogARN.");
        }
        if (given.catalogConfiguration().warehouseLocation() != null) {
            throw unsupported("WarehouseLocation");
        }
        if (given.schemaEvolutionConfiguration() != null
                && S3Definitions.isTrue(given.schemaEvolutionConfiguration().enabled())) {
            throw unsupported("SchemaEvolutionConfiguration");
        }
        if (given.tableCreationConfiguration() != null
                && S3Definitions.isTrue(given.tableCreationConfiguration().enabled())) {
            throw unsupported("TableCreationConfiguration");
        }
        if (given.processingConfiguration() != null
                && S3Definitions.isTrue(given.processingConfiguration().enabled())) {
            throw unsupported("ProcessingConfiguration of an Iceberg destination");
        }
        if (given.s3BackupMode() == IcebergS3BackupMode.ALL_DATA) {
            throw unsupported("S3BackupMode AllData");
        }
        S3Definitions.refuseLogging(given.cloudWatchLoggingOptions());
    }

    private static S3Location withPrefix(S3Location errors, String prefix) {
        ObjectKeys keys = errors.keys();
        try {
            return new S3Location(
                    errors.bucket(),
                    new ObjectKeys(
                            keys.deliveryStream(),
                            keys.prefix(),
                            new PrefixTemplate(prefix),
                            keys.zone(),
                            keys.extension()),
                    errors.compression());
        } catch (IllegalArgumentException e) {
            throw INVALID_ARGUMENT.because("Invalid S3ErrorOutputPrefix: " + e.getMessage());
        }
    }
}
