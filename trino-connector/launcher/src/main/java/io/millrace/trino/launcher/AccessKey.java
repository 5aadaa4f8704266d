package io.millrace.trino.launcher;

/** What requests are signed with. */
public record AccessKey(String id, String secret) {
    public AccessKey {
        if (id.isBlank() || secret.isBlank()) {
            throw new IllegalArgumentException("an access key needs an id and a secret");
        }
    }

    /** Leaves the secret out: this may be logged. */
    @Override
    public String toString() {
        return "AccessKey[id=" + id + "]";
    }
}
