package io.millrace.firehose.stream;

/** Where a delivery stream's records go. */
public sealed interface DestinationSpec {
    BufferHints hints();

    /**
     * Objects of records one after the other.
     *
     * @param delimited whether a newline is put after each record
     */
    record S3(S3Location location, BufferHints hints, boolean delimited) implements DestinationSpec {}

    /**
     * Rows of one table.
     *
     * @param rejected where records go that do not fit the table
     */
    record Iceberg(String database, String table, S3Location rejected, BufferHints hints) implements DestinationSpec {}
}
