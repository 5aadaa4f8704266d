package io.millrace.batch.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies a step's logs to where its cluster's {@code LogUri} points, as {@code LOG_URI/CLUSTER/steps/STEP/NAME.gz}. The
 * originals stay; a copy that fails is told in the log and not tried again.
 */
final class LogDelivery {
    private static final Logger log = LoggerFactory.getLogger(LogDelivery.class);
    /** Of one log; the rest stays in the original only. */
    private static final int LOG_BYTES_MAX = 16 * 1024 * 1024;

    private final S3Files s3;

    LogDelivery(S3Files s3) {
        this.s3 = s3;
    }

    void deliver(StepFiles files, String logUri, String path) {
        for (String name : StepFiles.LOGS) {
            Path file = files.directory().resolve(name);
            String target = "%s/%s/%s.gz".formatted(withoutSlash(logUri), path, name);
            try {
                if (Files.exists(file)) {
                    write(target, compressed(file));
                }
            } catch (IOException | IllegalArgumentException e) {
                log.warn("{} could not be copied to {}", file, target, e);
            }
        }
    }

    private void write(String target, byte[] content) throws IOException {
        if (S3Files.isS3(target)) {
            s3.write(URI.create(target), content);
            return;
        }
        Path file = Path.of(URI.create(target));
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private static byte[] compressed(Path file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes);
                var input = Files.newInputStream(file)) {
            gzip.write(input.readNBytes(LOG_BYTES_MAX));
        }
        return bytes.toByteArray();
    }

    private static String withoutSlash(String uri) {
        return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    }
}
