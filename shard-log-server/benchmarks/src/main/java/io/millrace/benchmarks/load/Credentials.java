package io.millrace.benchmarks.load;

/** Who signs, and for which region. */
public record Credentials(String accessKey, String secret, String region) {}
