package io.millrace.server.encryption;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.frontdoor.Account;
import io.millrace.model.StreamName;
import io.millrace.server.encryption.KeyServiceException.Reason;
import io.millrace.server.stream.Creation;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import io.millrace.server.stream.StreamsConfig;
import io.millrace.server.testing.FakeKeyService;
import io.millrace.server.testing.Waiting;
import io.millrace.server.write.NewRecord;
import io.millrace.server.write.Payload;
import io.millrace.server.write.Slice;
import io.millrace.storage.MetadataLog;
import io.millrace.storage.RecordContent;
import io.millrace.storage.testing.SimulatedDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.kinesis.model.StreamMode;

class SealsTest {
    private static final Account ACCOUNT = new Account("000000000000", "us-east-1");
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final Stream ORDERS = stream("orders");
    private static final Stream CLICKS = stream("clicks");

    private final FakeKeyService keys = new FakeKeyService();
    private long nanos;
    private final Seals seals = new Seals(ACCOUNT, keys, LIFE, () -> nanos);

    private static Stream stream(String name) {
        Creation.Wish wish = new Creation.Wish(new StreamName(name), StreamMode.PROVISIONED, 1, 1 << 20, Map.of(), 0);
        SimulatedDirectory directory = new SimulatedDirectory(new Random(1));
        try (Streams streams = Streams.open(
                () -> MetadataLog.open(directory),
                StreamsConfig.DEFAULT,
                InstantSource.system(),
                new Random(name.hashCode()))) {
            streams.create(wish);
            return streams.find(new StreamName(name)).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NewRecord record(String key, String data) {
        return new NewRecord(Slice.of(key.getBytes(UTF_8)), null, Slice.of(data.getBytes(UTF_8)));
    }

    /** A record as it stands in the log, with something around it. */
    private static ByteBuffer stored(RecordContent content) {
        ByteBuffer log = ByteBuffer.allocate(content.length() + 9).position(5);
        content.writeTo(log);
        return log;
    }

    private ByteBuffer sealed(Stream stream, long shard) throws KeyServiceException {
        return stored(seals.sealer(stream, "key", 1).content(shard, record("kéy", "data")));
    }

    private Payload open(Seals with, Stream stream, long shard, ByteBuffer log) throws KeyServiceException {
        Unsealer unsealer = with.unsealer(stream, shard);
        Payload payload = unsealer.open(log, 5, log.capacity() - 9);
        if (payload == null) {
            assertThat(unsealer.fetch()).isTrue();
            payload = unsealer.open(log, 5, log.capacity() - 9);
        }
        return Objects.requireNonNull(payload);
    }

    @Test
    void aSealedRecordOpensToWhatItWas() throws KeyServiceException {
        ByteBuffer log = sealed(ORDERS, 7);

        Payload payload = open(seals, ORDERS, 7, log);

        assertThat(payload.partitionKey()).isEqualTo("kéy");
        assertThat(new String(payload.data(), UTF_8)).isEqualTo("data");
        assertThat(payload.sealed()).isTrue();
        byte[] bytes = new byte[log.capacity()];
        log.get(0, bytes);
        assertThat(new String(bytes, ISO_8859_1)).doesNotContain("data", new String("kéy".getBytes(UTF_8), ISO_8859_1));
    }

    @Test
    void anotherProcessOpensItWithTheSameKeyService() throws KeyServiceException {
        ByteBuffer log = sealed(ORDERS, 7);

        Payload payload = open(new Seals(ACCOUNT, keys, LIFE, () -> nanos), ORDERS, 7, log);

        assertThat(payload.partitionKey()).isEqualTo("kéy");
        assertThat(keys.unsealed()).isEqualTo(1);
    }

    @Test
    void aRecordThatWasMovedDoesNotOpen() throws KeyServiceException {
        ByteBuffer log = sealed(ORDERS, 7);

        assertThatThrownBy(() -> open(seals, ORDERS, 8, log)).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> open(seals, CLICKS, 7, log))
                .isInstanceOf(KeyServiceException.class)
                .hasMessageContaining("stream/clicks");
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 7, 8, 20, -5, -10})
    void damageDoesNotOpen(int position) throws KeyServiceException {
        ByteBuffer log = sealed(ORDERS, 7);
        int at = position < 0 ? log.capacity() + position : position;
        log.put(at, (byte) (log.get(at) ^ 1));

        assertThatThrownBy(() -> open(seals, ORDERS, 7, log))
                .isInstanceOfAny(UncheckedIOException.class, KeyServiceException.class);
    }

    @Test
    void whatIsNotSealedStaysWhereItStands() throws KeyServiceException {
        ByteBuffer log = stored(record("key", "data").content());
        keys.refuse(Reason.UNAVAILABLE);

        Payload payload = open(seals, ORDERS, 7, log);

        assertThat(payload.source()).isSameAs(log);
        assertThat(payload.sealed()).isFalse();
    }

    @Test
    void anotherKeyOfTheStreamBringsAnotherDataKeyAtOnce() throws KeyServiceException {
        seals.sealer(ORDERS, "one", 1);
        seals.sealer(ORDERS, "one", 1);
        seals.sealer(ORDERS, "two", 1);

        assertThat(keys.generated()).isEqualTo(2);
    }

    @Test
    void aDataKeySealsNoMoreThanTwoToThe31Records() throws KeyServiceException {
        for (int time = 0; time < 4; time++) {
            seals.sealer(ORDERS, "one", 1 << 29);
        }
        assertThat(keys.generated()).isEqualTo(1);

        seals.sealer(ORDERS, "one", 1);

        assertThat(keys.generated()).isEqualTo(2);
    }

    @Test
    void manyWhoNeedADataKeyAtOnceAskForOne() throws Exception {
        List<Future<?>> all = new ArrayList<>();
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < 50; caller++) {
                all.add(threads.submit(() -> {
                    start.await();
                    return seals.sealer(ORDERS, "key", 1);
                }));
            }
            start.countDown();
            for (Future<?> one : all) {
                one.get();
            }
        }

        assertThat(keys.generated()).isEqualTo(1);
    }

    @Test
    void whoWaitedForAKeyServiceThatFailsDoesNotAskItAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        Seals slow = new Seals(ACCOUNT, new SlowKeyService(asked, first, answer), LIFE, () -> nanos);
        List<Future<?>> all = new ArrayList<>();
        List<Thread> waiting = new CopyOnWriteArrayList<>();
        try (ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            waiting.add(thread);
            return thread;
        })) {
            all.add(threads.submit(() -> slow.sealer(ORDERS, "key", 1)));
            first.await();
            for (int caller = 0; caller < 5; caller++) {
                all.add(threads.submit(() -> slow.sealer(ORDERS, "key", 1)));
            }
            Waiting.until(() -> waiting.size() == 6
                    && waiting.stream().skip(1).allMatch(thread -> thread.getState() == Thread.State.WAITING));
            answer.countDown();
            for (Future<?> one : all) {
                assertThatThrownBy(one::get).hasCauseInstanceOf(KeyServiceException.class);
            }
        }

        assertThat(asked).hasValue(1);
    }

    /** Says no, when it is let to. */
    private record SlowKeyService(AtomicInteger asked, CountDownLatch first, CountDownLatch answer)
            implements KeyService {
        @Override
        public NewDataKey generate(String keyId, String streamArn) throws KeyServiceException {
            asked.incrementAndGet();
            first.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            throw new KeyServiceException(Reason.UNAVAILABLE, "not today");
        }

        @Override
        public byte[] unseal(byte[] sealed, String streamArn) throws KeyServiceException {
            throw new KeyServiceException(Reason.UNAVAILABLE, "not today");
        }

        @Override
        public void check(String keyId, String streamArn) {}

        @Override
        public void close() {}
    }
}
