package io.millrace.server.testing.simulation;

import io.millrace.storage.LocalLogStore;
import io.millrace.storage.LogStoreConfig;
import io.millrace.storage.LogWriter;
import io.millrace.storage.SegmentFile;
import io.millrace.storage.testing.SimulatedDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Bytes that look like the log's own: batches of another log that is far ahead. A caller may put anything. */
final class Decoy {
    private static final int COMMITS = 400;
    private static final int BYTES = 500;
    private static final byte[] LOG = log();

    private Decoy() {}

    /** A piece with several whole batches in it. */
    static byte[] piece(RandomGenerator random) {
        int from = random.nextInt(LOG.length / 2, LOG.length - BYTES);
        return Arrays.copyOfRange(LOG, from, from + BYTES);
    }

    private static byte[] log() {
        SimulatedDirectory directory = new SimulatedDirectory(new SplittableRandom(0));
        try (LocalLogStore store = LocalLogStore.open(directory, new LogStoreConfig(1 << 20, 0))) {
            LogWriter writer = store.openWriter();
            for (int commit = 0; commit < COMMITS; commit++) {
                writer.append(commit % 3, commit / 3, commit, new byte[8]);
                writer.commit();
            }
            String name = directory.list().getFirst();
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(directory.length(name)));
            try (SegmentFile file = directory.open(name)) {
                while (bytes.hasRemaining()) {
                    file.read(bytes, bytes.position());
                }
            }
            return bytes.array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
