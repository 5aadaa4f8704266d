package io.millrace.flink.proxy;

import java.io.Serializable;

/** A key pair for signing; its text form keeps the secret. */
public record Credentials(String accessKeyId, String secretAccessKey) implements Serializable {
    private static final long serialVersionUID = 1L;

    public Credentials {
        if (accessKeyId.isBlank() || secretAccessKey.isBlank()) {
            throw new IllegalArgumentException("credentials need an access key id and a secret access key");
        }
    }

    @Override
    public String toString() {
        return "Credentials[" + accessKeyId + "]";
    }
}
