package io.millrace.frontdoor;

/** Whose resources a process serves, and in which region. */
public record Account(String id, String region) {
    /** The ARN of a resource, such as {@code stream/orders} of {@code kinesis}. */
    public String arn(String service, String resource) {
        return "arn:aws:%s:%s:%s:%s".formatted(service, region, id, resource);
    }
}
