package io.millrace.server.write;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.server.testing.MemoryLogStore;
import io.millrace.server.testing.SettableClock;
import io.millrace.server.testing.Waiting;
import io.millrace.storage.LogStore;
import io.millrace.storage.ReadLimit;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class WriterLoopTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Executor VIRTUAL = Executors.newVirtualThreadPerTaskExecutor();

    private final MemoryLogStore store = new MemoryLogStore();
    private final SettableClock clock = new SettableClock(START);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @SuppressWarnings("NullAway.Init") // start
    private WriterLoop loop;

    @AfterEach
    void close() {
        store.resume();
        if (loop != null) {
            loop.close();
        }
    }

    @Test
    void countsEveryShardByItself() throws IOException {
        start(WriterConfig.DEFAULT);

        Outcome outcome = loop.append(List.of(append(7, "a"), append(8, "b"), append(7, "c")));

        long now = START.toEpochMilli();
        assertThat(outcome)
                .isEqualTo(new Outcome.Acknowledged(
                        List.of(new Outcome.Place(0, now), new Outcome.Place(0, now), new Outcome.Place(1, now))));
        assertThat(read(7)).containsExactly("a", "c");
        assertThat(read(8)).containsExactly("b");
    }

    @Test
    void arrivalsOfAShardNeverGoBack() throws IOException {
        start(WriterConfig.DEFAULT);
        loop.append(List.of(append(7, "a")));

        clock.advance(Duration.ofHours(-1));
        Outcome outcome = loop.append(List.of(append(7, "b"), append(8, "c")));

        assertThat(outcome)
                .isEqualTo(new Outcome.Acknowledged(List.of(
                        new Outcome.Place(1, START.toEpochMilli()),
                        new Outcome.Place(0, START.minus(Duration.ofHours(1)).toEpochMilli()))));
    }

    @Test
    void oneCommitGathersTheRequestsThatWait() throws IOException {
        start(WriterConfig.DEFAULT);
        store.pause();
        List<CompletableFuture<Outcome>> outcomes = appendAtOnce(100);
        awaitQueue(100);

        store.resume();

        outcomes.forEach(outcome -> assertThat(outcome.join()).isInstanceOf(Outcome.Acknowledged.class));
        // The first commit may have left with whoever came first.
        assertThat(store.commits()).hasSizeLessThanOrEqualTo(2);
        assertThat(read(1)).hasSize(100);
    }

    @Test
    void aBatchHasItsLimits() throws IOException {
        WriterConfig four = new WriterConfig(1_000, 64L << 20, 4, 16L << 20, Duration.ZERO, Duration.ZERO);
        start(four);
        store.pause();
        List<CompletableFuture<Outcome>> outcomes = appendAtOnce(40);
        awaitQueue(40);

        store.resume();

        outcomes.forEach(CompletableFuture::join);
        assertThat(store.commits()).allSatisfy(records -> assertThat(records).isLessThanOrEqualTo(4));
    }

    @Test
    void aFullQueueThrottlesAndWritesNothing() throws IOException {
        start(new WriterConfig(10, 64L << 20, 10, 16L << 20, Duration.ZERO, Duration.ZERO));
        store.pause();
        List<CompletableFuture<Outcome>> outcomes = appendAtOnce(10);
        awaitQueue(10);

        Outcome refused = loop.append(List.of(append(1, "one too many")));

        assertThat(refused).isEqualTo(new Outcome.Throttled());
        store.resume();
        outcomes.forEach(outcome -> assertThat(outcome.join()).isInstanceOf(Outcome.Acknowledged.class));
        assertThat(read(1)).hasSize(10).doesNotContain("one too many");
        assertThat(loop.append(List.of(append(1, "again")))).isInstanceOf(Outcome.Acknowledged.class);
    }

    @Test
    void queuedBytesAreLimitedToo() throws IOException {
        start(new WriterConfig(1_000, 16L << 20, 10, 16L << 20, Duration.ZERO, Duration.ZERO));
        store.pause();
        Append ten = new Append(1, new byte[10 << 20]);
        CompletableFuture<Outcome> first = CompletableFuture.supplyAsync(() -> loop.append(List.of(ten)), VIRTUAL);
        awaitQueue(1);

        assertThat(loop.append(List.of(ten))).isEqualTo(new Outcome.Throttled());

        store.resume();
        assertThat(first.join()).isInstanceOf(Outcome.Acknowledged.class);
    }

    @Test
    void aFailedCommitIsNeverAcknowledgedAndTheNextGoesOn() throws IOException {
        start(new WriterConfig(1_000, 64L << 20, 100, 16L << 20, Duration.ZERO, Duration.ZERO));
        loop.append(List.of(append(1, "a")));
        store.fail(1, 0);

        Outcome failed = loop.append(List.of(append(1, "b")));
        Outcome after = loop.append(List.of(append(1, "c")));

        assertThat(failed).isEqualTo(new Outcome.Failed());
        assertThat(after).isEqualTo(new Outcome.Acknowledged(List.of(new Outcome.Place(1, START.toEpochMilli()))));
        assertThat(read(1)).containsExactly("a", "c");
    }

    @Test
    void aFullDiskRefusesWhileItIsFullAndTakesRecordsAfterwards() throws IOException {
        Duration backoff = Duration.ofMillis(100);
        start(new WriterConfig(1_000, 64L << 20, 100, 16L << 20, backoff, backoff.multipliedBy(4)));
        store.fail(1, 3);

        List<Boolean> acknowledged = new ArrayList<>();
        for (int step = 0; step < 20; step++) {
            acknowledged.add(loop.append(List.of(append(1, "step " + step))) instanceof Outcome.Acknowledged);
            clock.advance(backoff);
        }

        // The commit, then openings 100, 300 and 700 ms later; the one 1,100 ms later succeeds.
        assertThat(acknowledged.subList(0, 11)).containsOnly(false);
        assertThat(acknowledged.subList(11, 20)).containsOnly(true);
        assertThat(read(1)).first().isEqualTo("step 11");
    }

    @Test
    void anOutageIsLoggedWhenItBeginsAndWhenItIsOverAndNeverInBetween() throws IOException {
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        Logger logger = (Logger) LoggerFactory.getLogger(WriterLoop.class);
        logger.addAppender(logged);
        try {
            start(new WriterConfig(1_000, 64L << 20, 100, 16L << 20, Duration.ZERO, Duration.ZERO));
            for (int outage = 0; outage < 2; outage++) {
                store.fail(5, 3);
                for (int step = 0; step < 10; step++) {
                    loop.append(List.of(append(1, "a")));
                    clock.advance(Duration.ofSeconds(1));
                }
            }
        } finally {
            logger.detachAppender(logged);
        }

        List<String> told = logged.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
        assertThat(told.subList(0, told.size() / 2))
                .containsExactly(
                        "ERROR A commit of 1 requests failed; requests are refused, and the log is recovered, "
                                + "until one succeeds",
                        "ERROR The log does not open; it is tried again, next in 0 ms",
                        "WARN The log takes records again; 8 requests were refused since 2026-11-23T10:00:00Z, 8 s ago");
        assertThat(told.subList(told.size() / 2, told.size()))
                .hasSize(3)
                .last()
                .asString()
                .endsWith("8 requests were refused since 2026-11-23T10:00:10Z, 8 s ago");
        assertThat(meters.get("millrace_log_refused_requests")
                        .tag("reason", "failure")
                        .counter()
                        .count())
                .isEqualTo(16);
    }

    @Test
    void whatHasNoRoomIsRefusedAndTheRestOfItsCommitIsNot() throws IOException {
        start(WriterConfig.DEFAULT);
        store.room(2 * (1 + LogStore.RECORD_OVERHEAD_BYTES));

        Outcome refused = loop.append(List.of(append(1, "a"), append(1, "b"), append(2, "c")));
        Outcome taken = loop.append(List.of(append(1, "d"), append(1, "e")));

        assertThat(refused).isEqualTo(new Outcome.Full());
        assertThat(taken).isInstanceOf(Outcome.Acknowledged.class);
        assertThat(read(1)).containsExactly("d", "e");
        assertThat(store.commits()).containsExactly(2);
    }

    @Test
    void aClockThatGoesBackDoesNotKeepTheLogClosed() throws IOException {
        Duration backoff = Duration.ofMillis(100);
        start(new WriterConfig(1_000, 64L << 20, 100, 16L << 20, backoff, backoff));
        store.fail(1, 0);
        loop.append(List.of(append(1, "a")));

        clock.advance(Duration.ofDays(-1));

        assertThat(loop.append(List.of(append(1, "b")))).isInstanceOf(Outcome.Acknowledged.class);
    }

    @Test
    void aLogThatCannotBeWrittenFailsTheStart() {
        store.fail(0, 1);

        assertThatThrownBy(() -> start(WriterConfig.DEFAULT)).isInstanceOf(IOException.class);
    }

    @Test
    void closingAcknowledgesWhatIsQueuedAndRefusesTheRest() throws IOException {
        start(WriterConfig.DEFAULT);
        store.pause();
        List<CompletableFuture<Outcome>> outcomes = appendAtOnce(50);
        awaitQueue(50);

        CompletableFuture<Void> closed = CompletableFuture.runAsync(loop::close, VIRTUAL);
        store.resume();
        closed.join();

        outcomes.forEach(outcome -> assertThat(outcome.join()).isInstanceOf(Outcome.Acknowledged.class));
        assertThat(loop.append(List.of(append(1, "late")))).isEqualTo(new Outcome.Failed());
    }

    @Test
    void tellsHowMuchIsQueued() throws IOException {
        start(WriterConfig.DEFAULT);
        store.pause();
        List<CompletableFuture<Outcome>> outcomes = appendAtOnce(3);
        awaitQueue(3);

        assertThat(meters.get("millrace_log_queue_bytes").gauge().value()).isEqualTo(3 * "record 0".length());

        store.resume();
        outcomes.forEach(CompletableFuture::join);
        assertThat(meters.get("millrace_log_queue_requests").gauge().value()).isZero();
        assertThat(meters.get("millrace_log_commit_seconds").timer().count()).isPositive();
    }

    private void start(WriterConfig config) throws IOException {
        loop = WriterLoop.start(store, config, clock, meters);
    }

    private List<CompletableFuture<Outcome>> appendAtOnce(int requests) {
        return IntStream.range(0, requests)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> loop.append(List.of(append(1, "record " + i % 10))), VIRTUAL))
                .toList();
    }

    private void awaitQueue(int requests) {
        Waiting.until(() -> meters.get("millrace_log_queue_requests").gauge().value() == requests);
    }

    private List<String> read(long shard) throws IOException {
        return store.read(shard, 0, new ReadLimit(10_000, 1 << 30)).entries().stream()
                .map(entry -> new String(entry.payload(), UTF_8))
                .toList();
    }

    private static Append append(long shard, String payload) {
        return new Append(shard, payload.getBytes(UTF_8));
    }
}
