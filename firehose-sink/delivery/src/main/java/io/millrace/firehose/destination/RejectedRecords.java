package io.millrace.firehose.destination;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.firehose.stream.Intent;
import io.millrace.firehose.stream.S3Location;
import io.millrace.firehose.transform.InvalidRecordException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/** The records of one delivery that do not fit, one line of AWS's error JSON each, on their way to the error prefix. */
final class RejectedRecords implements Closeable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String TYPE = "iceberg-failed";

    private final S3Location location;
    private final Intent intent;
    private final Path scratch;

    // Opened at the first rejected record.
    private @Nullable ObjectDraft draft;
    private long count;

    RejectedRecords(S3Location location, Intent intent, Path scratch) {
        this.location = location;
        this.intent = intent;
        this.scratch = scratch;
    }

    void add(byte[] data, Instant arrival, InvalidRecordException reason, Instant now) throws IOException {
        if (draft == null) {
            draft = ObjectDraft.open(scratch, location.compression());
        }
        ObjectNode line = JSON.createObjectNode();
        line.put("attemptsMade", 1);
        line.put("arrivalTimestamp", arrival.toEpochMilli());
        line.put("errorCode", reason.code());
        line.put("errorMessage", reason.getMessage());
        line.put("attemptEndingTimestamp", now.toEpochMilli());
        line.put("rawData", Base64.getEncoder().encodeToString(data));
        draft.body().write((line + "\n").getBytes(UTF_8));
        count++;
    }

    long count() {
        return count;
    }

    /** Puts them, if there are any. */
    void putOnce(S3Client s3) throws IOException {
        if (draft != null) {
            String extension = location.compression().extension();
            draft.putOnce(s3, location.bucket(), location.keys().rejected(intent, TYPE, extension));
        }
    }

    @Override
    public void close() throws IOException {
        if (draft != null) {
            draft.close();
        }
    }
}
