package io.millrace.firehose.destination;

import io.millrace.firehose.stream.S3Location;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** An object's body on its way to S3: gathered in a file, because it may be larger than what memory should hold. */
final class ObjectDraft implements Closeable {
    private static final int PRECONDITION_FAILED = 412;

    private final Path file;
    private final OutputStream body;

    private ObjectDraft(Path file, OutputStream body) {
        this.file = file;
        this.body = body;
    }

    static ObjectDraft open(Path scratch, S3Location.Compression compression) throws IOException {
        Path file = Files.createTempFile(scratch, "object", ".draft");
        OutputStream plain = new BufferedOutputStream(Files.newOutputStream(file));
        return new ObjectDraft(
                file,
                switch (compression) {
                    case UNCOMPRESSED -> plain;
                    case GZIP -> new GZIPOutputStream(plain);
                });
    }

    OutputStream body() {
        return body;
    }

    /** Puts the object unless one of that key is there, which then is this one, put before. */
    void putOnce(S3Client s3, String bucket, String key) throws IOException {
        body.close();
        try {
            s3.putObject(put -> put.bucket(bucket).key(key).ifNoneMatch("*"), RequestBody.fromFile(file));
        } catch (S3Exception e) {
            if (e.statusCode() != PRECONDITION_FAILED) {
                throw e;
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (body) {
            Files.deleteIfExists(file);
        }
    }
}
