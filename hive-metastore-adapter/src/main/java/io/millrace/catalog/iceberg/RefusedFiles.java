package io.millrace.catalog.iceberg;

import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** The metadata files that refused commits leave behind. */
final class RefusedFiles {
    private static final Logger log = LoggerFactory.getLogger(RefusedFiles.class);

    private RefusedFiles() {}

    /**
     * Deletes a file that no table will ever refer to.
     *
     * @param location of the metadata that was refused
     * @param registered where the caller had the metadata from: a file that was there before the commit is the caller's
     */
    static void delete(FileIO io, String location, @Nullable String registered) {
        if (location.equals(registered)) {
            return;
        }
        try {
            io.deleteFile(location);
        } catch (SdkException e) {
            // The refusal is what the caller must hear of; an unused file harms nobody.
            log.warn("{} stays, unused", location, e);
        }
    }
}
