package io.millrace.server.operation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.ApiException;
import io.millrace.frontdoor.EventSource;
import io.millrace.frontdoor.JsonApi;
import io.millrace.frontdoor.Operation;
import io.millrace.server.encryption.Seals;
import io.millrace.server.stream.OnDemandConfig;
import io.millrace.server.stream.Scaler;
import io.millrace.server.stream.Streams;
import io.millrace.server.stream.StreamsConfig;
import io.millrace.server.testing.FakeKeyService;
import io.millrace.server.testing.MemoryLogStore;
import io.millrace.server.testing.SettableClock;
import io.millrace.server.traffic.ThroughputConfig;
import io.millrace.server.traffic.Traffic;
import io.millrace.server.write.WriterConfig;
import io.millrace.server.write.WriterLoop;
import io.millrace.storage.Batch;
import io.millrace.storage.MetadataLog;
import io.millrace.storage.ReadLimit;
import io.millrace.storage.testing.SimulatedDirectory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryResponse;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;

/** The operations over a log in memory and a clock that stands. */
final class Kinesis implements BeforeEachCallback, AfterEachCallback {
    static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    static final Duration CREATING = Duration.ofMillis(500);
    static final Duration UPDATING = Duration.ofMillis(400);

    static final OnDemandConfig ON_DEMAND = new OnDemandConfig(50, 12, Duration.ofSeconds(10), Duration.ofHours(1));
    private static final StreamsConfig STREAMS = new StreamsConfig(
            CREATING,
            UPDATING,
            Duration.ofMillis(500),
            Duration.ofHours(24),
            500,
            ON_DEMAND,
            Duration.ofMinutes(1),
            1_000);
    private static final WriterConfig WRITER =
            new WriterConfig(10, 64L << 20, 10, 16L << 20, Duration.ZERO, Duration.ZERO);

    static final SubscriptionConfig SUBSCRIPTIONS =
            new SubscriptionConfig(Duration.ofMinutes(5), Duration.ofSeconds(5), Duration.ofSeconds(5));

    private static final long ANSWER_BYTES = 256L << 20;
    private static final Account ACCOUNT = new Account("000000000000", "us-east-1");
    private static final int SHARDS_MAX = 10;
    static final Duration DATA_KEY_LIFE = Duration.ofMinutes(5);

    final MemoryLogStore store = new MemoryLogStore();
    final FakeKeyService keys = new FakeKeyService();
    final SettableClock clock = new SettableClock(START);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SimulatedDirectory directory = new SimulatedDirectory(new Random(1));

    @SuppressWarnings("NullAway.Init") // beforeEach
    Streams streams;

    @SuppressWarnings("NullAway.Init") // beforeEach
    private WriterLoop writer;

    @SuppressWarnings("NullAway.Init") // beforeEach
    private JsonApi api;

    @SuppressWarnings("NullAway.Init") // beforeEach
    Subscriptions subscriptions;

    @SuppressWarnings("NullAway.Init") // beforeEach
    private Traffic traffic;

    /** Without a thread: tests take its turns. */
    @SuppressWarnings("NullAway.Init") // beforeEach
    Scaler scaler;

    private final ThroughputConfig throughput;
    /** Of the test, and of the thread that waits for subscriptions. */
    private final AtomicLong nanos = new AtomicLong();

    Kinesis() {
        this(new ThroughputConfig(false, 1 << 20, 1_000, 2 << 20, 5));
    }

    Kinesis(ThroughputConfig throughput) {
        this.throughput = throughput;
    }

    /** Lets time pass. */
    void pass(Duration time) {
        clock.advance(time);
        nanos.addAndGet(time.toNanos());
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        open();
    }

    void open() throws IOException {
        Random random = new Random(1);
        streams = Streams.open(() -> MetadataLog.open(directory), STREAMS, clock, random);
        writer = WriterLoop.start(store, WRITER, clock, meters);
        writer.seal(streams.closedShards()).join();
        traffic = new Traffic(throughput, nanos::get);
        scaler = new Scaler(streams, new WriterSealer(writer), traffic, ON_DEMAND);
        Seals seals = new Seals(ACCOUNT, keys, DATA_KEY_LIFE, nanos::get);
        subscriptions = Subscriptions.start(SUBSCRIPTIONS, streams::now);
        api = KinesisApi.over(
                ACCOUNT, streams, new LogAccess(store, writer, seals, traffic, ANSWER_BYTES), subscriptions, meters);
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        close();
    }

    void close() throws IOException {
        store.resume();
        subscriptions.close();
        writer.close();
        streams.close();
    }

    void reopen() throws IOException {
        close();
        open();
    }

    JsonApi api() {
        return api;
    }

    /** Calls the operation that takes such an input, as the front door would. */
    <O extends SdkPojo> O call(SdkPojo input, Class<O> outputType) {
        for (Operation<?, ?> operation : api.operations()) {
            if (operation.inputType().isInstance(input)) {
                return outputType.cast(handle(operation, input));
            }
        }
        throw new AssertionError("no operation takes " + input.getClass());
    }

    private static <I extends SdkPojo> Object handle(Operation<I, ?> operation, SdkPojo input) {
        return operation.handle(operation.inputType().cast(input));
    }

    /** What a consumer is sent who subscribes. */
    EventSource subscribe(SubscribeToShardRequest input) {
        for (Operation<?, ?> operation : api.operations()) {
            if (operation instanceof SubscribeToShard subscribe) {
                return subscribe.open(input);
            }
        }
        throw new AssertionError("nobody can subscribe");
    }

    static void assertRefused(ThrowingCallable call, KinesisError error, String message) {
        assertThatThrownBy(call)
                .asInstanceOf(type(ApiException.class))
                .returns(error, ApiException::code)
                .returns(message, ApiException::getMessage);
    }

    void createStream(String name, int shards) {
        call(CreateStreamRequest.builder().streamName(name).shardCount(shards).build(), CreateStreamResponse.class);
        clock.advance(CREATING);
    }

    void createOnDemandStream(String name) {
        call(
                CreateStreamRequest.builder()
                        .streamName(name)
                        .streamModeDetails(mode -> mode.streamMode(StreamMode.ON_DEMAND))
                        .build(),
                CreateStreamResponse.class);
        clock.advance(CREATING);
    }

    StreamDescriptionSummary summary(String stream) {
        return call(
                        DescribeStreamSummaryRequest.builder()
                                .streamName(stream)
                                .build(),
                        DescribeStreamSummaryResponse.class)
                .streamDescriptionSummary();
    }

    PutRecordResponse put(String stream, String partitionKey, String data) {
        return call(
                PutRecordRequest.builder()
                        .streamName(stream)
                        .partitionKey(partitionKey)
                        .data(SdkBytes.fromUtf8String(data))
                        .build(),
                PutRecordResponse.class);
    }

    String iterator(String stream, int shard, ShardIteratorType type) {
        return iterator(GetShardIteratorRequest.builder()
                .streamName(stream)
                .shardId("shardId-%012d".formatted(shard))
                .shardIteratorType(type)
                .build());
    }

    String iterator(GetShardIteratorRequest request) {
        return call(request, GetShardIteratorResponse.class).shardIterator();
    }

    GetRecordsResponse records(String iterator) {
        return call(GetRecordsRequest.builder().shardIterator(iterator).build(), GetRecordsResponse.class);
    }

    /** All that the log holds of records, as it holds it. */
    String stored() throws IOException {
        StringBuilder stored = new StringBuilder();
        for (long shard = 0; shard < SHARDS_MAX; shard++) {
            for (Batch.Entry entry :
                    store.read(shard, 0, new ReadLimit(1_000, 1 << 20)).entries()) {
                stored.append(new String(entry.payload(), ISO_8859_1)).append('\n');
            }
        }
        return stored.toString();
    }

    List<String> data(String iterator) {
        return data(records(iterator).records());
    }

    static List<String> data(List<Record> records) {
        return records.stream().map(record -> record.data().asUtf8String()).toList();
    }
}
