package io.millrace.benchmarks.load;

/** How a body is written. */
public enum Wire {
    JSON("application/x-amz-json-1.1"),
    CBOR("application/x-amz-cbor-1.1");

    private final String contentType;

    Wire(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }
}
