package io.millrace.firehose.buffer;

import io.millrace.firehose.destination.Destination;
import io.millrace.firehose.stream.DeliverySpec;
import io.millrace.firehose.stream.DeliveryStream;
import io.millrace.firehose.stream.SourceSpec;
import io.millrace.firehose.stream.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.iceberg.exceptions.RESTException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** One delivery stream's life, from CREATING to its deletion, on a thread of its own. */
final class StreamTask {
    private static final Logger logger = LoggerFactory.getLogger(StreamTask.class);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);
    /** Nobody else reads a stream of our own. */
    private static final Duration OWN_STREAM_PAUSE = Duration.ofMillis(250);
    /** As AWS's reads a stream, so that others get most of a shard's five reads a second. */
    private static final Duration GIVEN_STREAM_PAUSE = Duration.ofSeconds(1);

    private final DeliverySpec spec;
    private final TaskResources resources;
    private final Runnable atEnd;
    private final DeliveryMeters meters;
    private final Stop closing = new Stop();
    private final Stop delivering = new Stop();

    // Written under this object's lock.
    private volatile DeliveryStream stream;
    private @Nullable Thread thread;

    /** @param atEnd run when the delivery stream is gone */
    StreamTask(DeliveryStream stream, DeliverySpec spec, TaskResources resources, Runnable atEnd) {
        this.stream = stream;
        this.spec = spec;
        this.resources = resources;
        this.atEnd = atEnd;
        this.meters = new DeliveryMeters(resources.meters(), stream.name(), resources.clock());
    }

    DeliveryStream stream() {
        return stream;
    }

    DeliverySpec spec() {
        return spec;
    }

    synchronized void start() {
        thread = Thread.ofVirtual().name("delivery-" + stream.name()).start(this::run);
    }

    /** Turns to deletion, if the delivery stream is not being created; returns the status before. */
    synchronized Status delete() {
        Status before = stream.status();
        if (before == Status.ACTIVE || before == Status.CREATING_FAILED) {
            turn(Status.DELETING, Optional.empty());
            delivering.request();
        }
        return before;
    }

    void requestClose() {
        closing.request();
        delivering.request();
    }

    void awaitClose() {
        Thread running;
        synchronized (this) {
            running = thread;
        }
        try {
            if (running != null && !running.join(CLOSE_TIMEOUT)) {
                logger.warn("delivery stream {} did not stop within {}", stream.name(), CLOSE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Backoff backoff = new Backoff();
        while (!closing.requested()) {
            try {
                if (ended()) {
                    return;
                }
                backoff.reset();
            } catch (IOException | SdkException | RESTException e) {
                Duration wait = backoff.next();
                logger.warn(
                        "delivery stream {}, {}: failed, again in {}: {}",
                        stream.name(),
                        stream.status(),
                        wait,
                        e.toString());
                closing.within(wait);
            } catch (RuntimeException | Error e) {
                Duration wait = backoff.next();
                logger.error("delivery stream {}, {}: failed, again in {}", stream.name(), stream.status(), wait, e);
                closing.within(wait);
            }
        }
    }

    /** One phase of the life; true after the last. */
    private boolean ended() throws IOException {
        switch (stream.status()) {
            case CREATING -> create();
            case CREATING_FAILED -> delivering.within(Duration.ofDays(1));
            case ACTIVE -> deliver();
            case DELETING -> {
                delete(stream);
                return true;
            }
        }
        return false;
    }

    private void create() {
        Optional<String> failure = switch (spec.source()) {
            case SourceSpec.DirectPut own -> resources.ownStreams().make(stream, closing);
            case SourceSpec.KinesisStream given -> Optional.empty();
        };
        if (!closing.requested()) {
            turn(failure.isEmpty() ? Status.ACTIVE : Status.CREATING_FAILED, failure);
        }
    }

    private void deliver() throws IOException {
        DeliveryLoop.Source source = switch (spec.source()) {
            case SourceSpec.DirectPut own ->
                new DeliveryLoop.Source(stream.ownStream().value(), new Start.TrimHorizon(), OWN_STREAM_PAUSE);
            case SourceSpec.KinesisStream given ->
                new DeliveryLoop.Source(given.stream().value(), new Start.At(stream.created()), GIVEN_STREAM_PAUSE);
        };
        DeliveryLoop.Subject subject = new DeliveryLoop.Subject(
                stream.name(), stream.id(), source, spec.destination().hints());
        DeliveryLoop.Resources with = new DeliveryLoop.Resources(
                resources.ownStreams().kinesis(),
                resources.store(),
                resources.scratch().resolve(stream.id() + ".spool"),
                resources.clock(),
                meters);
        try (Destination destination = resources.destinations().open(spec.destination(), stream.id())) {
            new DeliveryLoop(subject, with, destination, delivering).run();
        }
    }

    private void delete(DeliveryStream gone) {
        switch (spec.source()) {
            case SourceSpec.DirectPut own -> resources.ownStreams().delete(gone);
            case SourceSpec.KinesisStream given -> {}
        }
        resources.store().remove(gone.id());
        meters.close();
        logger.info("delivery stream {} deleted", gone.name());
        atEnd.run();
    }

    private synchronized void turn(Status status, Optional<String> failure) {
        resources.store().setStatus(stream.id(), status, failure);
        logger.info("delivery stream {}: {} -> {} {}", stream.name(), stream.status(), status, failure.orElse(""));
        stream = stream.with(status, failure);
    }
}
