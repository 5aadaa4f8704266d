package io.millrace.server.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frontdoor.ApiException;
import io.millrace.frontdoor.EventSink;
import io.millrace.frontdoor.EventSource;
import io.millrace.server.testing.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;

/** A connection that a subscription sends to, which takes events as fast as the test wants. */
final class Subscriber implements EventSink, AutoCloseable {
    private static final int MESSAGE_BYTES = 1_000;

    final List<SubscribeToShardEvent> events = new CopyOnWriteArrayList<>();
    private final Semaphore takes;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean finished;
    private volatile @Nullable RuntimeException failure;

    private Subscriber(EventSource source, int takes) {
        this.takes = new Semaphore(takes);
        this.thread = Thread.ofVirtual().unstarted(() -> run(source));
    }

    static Subscriber run(EventSource source, boolean slow) {
        Subscriber subscriber = new Subscriber(source, slow ? 0 : Integer.MAX_VALUE / 2);
        subscriber.thread.start();
        return subscriber;
    }

    private void run(EventSource source) {
        try {
            source.run(this);
        } catch (RuntimeException e) {
            failure = e;
        }
        finished = true;
    }

    @Override
    public byte[] encode(String type, SdkPojo event) {
        assertThat(type).isEqualTo("SubscribeToShardEvent");
        events.add((SubscribeToShardEvent) event);
        return new byte[MESSAGE_BYTES];
    }

    @Override
    public boolean send(byte[] message, Duration patience) {
        takes.acquireUninterruptibly();
        return !closed;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    /** Takes one event more. */
    void take() {
        takes.release();
    }

    /** Waits until what has come so far is so. */
    Subscriber until(Predicate<List<SubscribeToShardEvent>> condition) {
        Waiting.until(() -> finished || condition.test(events));
        assertThat(condition.test(events)).as("%s", events).isTrue();
        return this;
    }

    /** Waits for so many records and returns the data of all. */
    List<String> data(int records) {
        until(all -> records().size() >= records);
        return Kinesis.data(records());
    }

    List<Record> records() {
        return events.stream().flatMap(event -> event.records().stream()).toList();
    }

    SubscribeToShardEvent last() {
        return events.getLast();
    }

    /** Waits for the end, which is as it should be. */
    void assertEnds() {
        Waiting.until(() -> finished);
        assertThat(failure).isNull();
    }

    /** Waits for the end, of which the subscriber is told why. */
    void assertFails(KinesisError error, String message) {
        Waiting.until(() -> finished);
        assertThat(failure).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.code()).isEqualTo(error);
            assertThat(e).hasMessage(message);
        });
    }

    boolean isFinished() {
        return finished;
    }

    /** Hangs up. */
    @Override
    public void close() {
        closed = true;
        takes.release(Integer.MAX_VALUE / 4);
        Waiting.until(() -> finished);
    }
}
