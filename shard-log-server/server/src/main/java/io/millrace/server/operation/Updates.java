package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.RESOURCE_IN_USE;

import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** What the operations that change what a stream's owner chose have in common. */
final class Updates {
    private final StreamFinder finder;
    private final Streams streams;

    Updates(StreamFinder finder, Streams streams) {
        this.finder = finder;
        this.streams = streams;
    }

    /** A change of a stream that is remembered. */
    private interface Changer {
        Optional<Streams.Change> change(Stream stream) throws IOException;
    }

    /** Changes an ACTIVE stream, which is UPDATING for a while then. */
    Streams.Change update(StreamFinder.Reference reference, UnaryOperator<Stream> change) {
        return change(
                finder.find(reference),
                stream -> streams.update(stream, current -> {
                    checkActive(current);
                    return change.apply(current);
                }));
    }

    /** As {@link #update}, where what is wrong with the request is said before the state of the stream. */
    Streams.Change updateRequestFirst(StreamFinder.Reference reference, UnaryOperator<Stream> change) {
        return change(
                finder.find(reference),
                stream -> streams.update(stream, current -> {
                    Stream changed = change.apply(current);
                    checkActive(current);
                    return changed;
                }));
    }

    /** Refuses a stream that is not ACTIVE. */
    void checkActive(Stream stream) {
        StreamStatus status = finder.statusOf(stream);
        if (status != StreamStatus.ACTIVE) {
            throw RESOURCE_IN_USE.because("Stream %s under account %s not ACTIVE, instead in state %s"
                    .formatted(stream.name(), finder.account().id(), status));
        }
    }

    /** Changes tags, whatever state the stream is in. */
    Streams.Change tag(StreamFinder.Reference reference, UnaryOperator<Stream> change) {
        return change(finder.find(reference), stream -> streams.tag(stream, change));
    }

    private Streams.Change change(Stream stream, Changer changer) {
        try {
            return changer.change(stream)
                    .orElseThrow(() -> finder.notFound(stream.name().value()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
