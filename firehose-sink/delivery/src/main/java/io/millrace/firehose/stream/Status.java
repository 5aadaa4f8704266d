package io.millrace.firehose.stream;

/** Where a delivery stream stands, as {@code DeliveryStreamStatus} names it. */
public enum Status {
    CREATING,
    CREATING_FAILED,
    ACTIVE,
    DELETING
}
