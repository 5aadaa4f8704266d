package io.millrace.firehose;

import io.millrace.firehose.stream.DeliveryStreamStore;
import io.millrace.frontdoor.Service;
import io.millrace.frontdoor.ServiceContext;
import io.millrace.frontdoor.ServiceProvider;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens the Firehose service: delivery streams that read from Kinesis and write to S3 and Iceberg. */
public final class FirehoseServiceProvider implements ServiceProvider {
    @Override
    public String name() {
        return "firehose";
    }

    @Override
    public Service open(ServiceContext context) throws IOException {
        FirehoseSettings settings = FirehoseSettings.of(context.settings());
        Path scratch = emptied(context.dataDirectory().resolve("scratch"));
        DeliveryStreamStore store =
                DeliveryStreamStore.open(context.dataDirectory().resolve("store"));
        return new FirehoseService(context, settings, store, scratch);
    }

    /** What is in there belonged to a process that is gone. */
    private static Path emptied(Path scratch) throws IOException {
        Files.createDirectories(scratch);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(scratch)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        return scratch;
    }
}
