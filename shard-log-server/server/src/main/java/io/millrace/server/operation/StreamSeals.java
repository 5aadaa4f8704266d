package io.millrace.server.operation;

import io.millrace.frontdoor.ApiException;
import io.millrace.server.encryption.KeyServiceException;
import io.millrace.server.encryption.Sealer;
import io.millrace.server.encryption.Seals;
import io.millrace.server.encryption.Unsealer;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Seals and opens records for operations: what the key service refuses, their callers are told. */
record StreamSeals(Seals seals) {
    /** What seals a request's records; null if the stream is not encrypted. */
    @Nullable
    Sealer sealer(Stream stream, int records) {
        String keyId = stream.properties().encryption().keyId().orElse(null);
        if (keyId == null) {
            return null;
        }
        try {
            return seals.sealer(stream, keyId, records);
        } catch (KeyServiceException e) {
            throw refused(e);
        }
    }

    /** What opens a read's records. */
    Unsealer unsealer(Stream stream, Shard shard) {
        return seals.unsealer(stream, shard.log());
    }

    /** Fetches the data key that a read was short of; returns false if it was short of none. */
    boolean fetch(Unsealer unsealer) {
        try {
            return unsealer.fetch();
        } catch (KeyServiceException e) {
            throw refused(e);
        }
    }

    void check(Stream stream, String keyId) {
        try {
            seals.check(stream, keyId);
        } catch (KeyServiceException e) {
            throw refused(e);
        }
    }

    private static ApiException refused(KeyServiceException refusal) {
        KinesisError error = switch (refusal.reason()) {
            case ACCESS_DENIED -> KinesisError.KMS_ACCESS_DENIED;
            case DISABLED -> KinesisError.KMS_DISABLED;
            case INVALID_STATE -> KinesisError.KMS_INVALID_STATE;
            case NOT_FOUND -> KinesisError.KMS_NOT_FOUND;
            case NOT_SUBSCRIBED -> KinesisError.KMS_OPT_IN_REQUIRED;
            case THROTTLED -> KinesisError.KMS_THROTTLING;
            case UNAVAILABLE -> KinesisError.INTERNAL_FAILURE;
        };
        return error.because(String.valueOf(refusal.getMessage()));
    }
}
