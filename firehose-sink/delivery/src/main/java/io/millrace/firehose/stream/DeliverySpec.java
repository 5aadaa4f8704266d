package io.millrace.firehose.stream;

/** What a delivery stream's definition means. */
public record DeliverySpec(SourceSpec source, DestinationSpec destination) {}
