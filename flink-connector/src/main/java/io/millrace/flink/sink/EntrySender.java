package io.millrace.flink.sink;

import io.millrace.flink.proxy.Backoff;
import io.millrace.flink.proxy.Pause;
import io.millrace.flink.proxy.PutEntry;
import io.millrace.flink.proxy.PutFailure;
import io.millrace.flink.proxy.Retries;
import io.millrace.flink.proxy.StreamException;
import io.millrace.flink.proxy.StreamProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a batch and waits until the stream has taken all of it. Entries that were refused are put again, they alone and in
 * their order, and nothing that comes after the batch overtakes them.
 */
final class EntrySender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EntrySender.class);

    private final String streamName;
    private final StreamProxy stream;
    private final Backoff backoff;
    private final Pause pause;
    private final RandomGenerator random;

    EntrySender(String streamName, StreamProxy stream, Backoff backoff, Pause pause, RandomGenerator random) {
        this.streamName = streamName;
        this.stream = stream;
        this.backoff = backoff;
        this.pause = pause;
        this.random = random;
    }

    /**
     * Throttling is waited for without end, as back-pressure; a service that does not answer or fails is tried {@link
     * Retries#ATTEMPTS_MAX} times without progress. Returns how many entries were refused at first.
     */
    int send(List<PutEntry> batch) throws IOException, InterruptedException {
        List<PutEntry> remaining = batch;
        int refused = 0;
        int pauses = 0;
        int unavailable = 0;
        while (!remaining.isEmpty()) {
            Attempt attempt = put(remaining);
            refused += attempt.refused;
            boolean progress = attempt.remaining.size() < remaining.size();
            remaining = attempt.remaining;
            if (remaining.isEmpty()) {
                return refused;
            }
            pauses = progress ? 1 : pauses + 1;
            unavailable = progress || !attempt.unavailable ? 0 : unavailable + 1;
            if (unavailable >= Retries.ATTEMPTS_MAX) {
                throw new IOException("stream %s took no record in %d attempts: %s"
                        .formatted(streamName, unavailable, attempt.reason));
            }
            LOG.debug("Repeats {} records for stream {}: {}", remaining.size(), streamName, attempt.reason);
            pause.of(backoff.after(pauses, random));
        }
        return refused;
    }

    private record Attempt(List<PutEntry> remaining, int refused, boolean unavailable, String reason) {}

    private Attempt put(List<PutEntry> entries) throws IOException {
        List<PutFailure> failures;
        try {
            failures = stream.put(entries);
        } catch (StreamException e) {
            requireRepeatable(e.kind(), e.getMessage(), e);
            return new Attempt(
                    entries, 0, e.kind() == StreamException.Kind.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
        List<PutEntry> remaining = new ArrayList<>(failures.size());
        boolean unavailable = false;
        String reason = "";
        for (PutFailure failure : failures) {
            requireRepeatable(failure.kind(), failure.message(), null);
            unavailable |= failure.kind() == StreamException.Kind.UNAVAILABLE;
            reason = failure.message();
            remaining.add(entries.get(failure.index()));
        }
        return new Attempt(remaining, remaining.size(), unavailable, reason);
    }

    private void requireRepeatable(StreamException.Kind kind, @Nullable String message, @Nullable StreamException cause)
            throws IOException {
        if (kind != StreamException.Kind.THROTTLED && kind != StreamException.Kind.UNAVAILABLE) {
            throw new IOException(
                    "stream %s refuses a record (%s): %s"
                            .formatted(streamName, kind.name().toLowerCase(Locale.ROOT), message),
                    cause);
        }
    }

    @Override
    public void close() {
        stream.close();
    }
}
