package io.millrace.server;

import io.millrace.frontdoor.wire.Codec;
import io.millrace.frontdoor.wire.Decoded;
import io.millrace.frontdoor.wire.MalformedBodyException;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** Many consumers that subscribe to shards over HTTP/2, each for less memory than AWS's client takes: two megabytes. */
final class ManyFanOutReaders implements AutoCloseable {
    private static final Codec JSON = Codec.json(20, 1 << 20);

    private final URI endpoint;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    private final Map<String, List<String>> data = new ConcurrentHashMap<>();
    private final AtomicInteger beginnings = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    ManyFanOutReaders(URI endpoint) {
        this.endpoint = endpoint;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // its failure is kept
    void subscribe(String consumerArn, int shard) {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .header("X-Amz-Target", "Kinesis_20131202.SubscribeToShard")
                .header("Content-Type", "application/x-amz-json-1.1")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.encode(SubscribeToShardRequest.builder()
                        .consumerARN(consumerArn)
                        .shardId("shardId-%012d".formatted(shard))
                        .startingPosition(start -> start.type("TRIM_HORIZON"))
                        .build())))
                .build();
        List<String> own = data.computeIfAbsent(consumerArn, absent -> new CopyOnWriteArrayList<>());
        Frames frames = new Frames(own);
        http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArrayConsumer(part -> part.ifPresent(frames::add)))
                .whenComplete((response, thrown) -> failure.compareAndSet(null, thrown));
    }

    /** Cuts one stream into its messages. For one thread at a time. */
    private final class Frames {
        private final List<String> own;
        private final ByteArrayOutputStream rest = new ByteArrayOutputStream();

        private Frames(List<String> own) {
            this.own = own;
        }

        private void add(byte[] part) {
            rest.writeBytes(part);
            ByteBuffer bytes = ByteBuffer.wrap(rest.toByteArray());
            while (bytes.remaining() >= Integer.BYTES && bytes.remaining() >= bytes.getInt(bytes.position())) {
                ByteBuffer frame = bytes.slice(bytes.position(), bytes.getInt(bytes.position()));
                bytes.position(bytes.position() + frame.remaining());
                take(Message.decode(frame));
            }
            rest.reset();
            rest.write(bytes.array(), bytes.position(), bytes.remaining());
        }

        private void take(Message message) {
            String type = Optional.ofNullable(message.getHeaders().get(":event-type"))
                    .map(HeaderValue::getString)
                    .orElse("");
            switch (type) {
                case "initial-response" -> beginnings.incrementAndGet();
                case "SubscribeToShardEvent" ->
                    decode(message.getPayload()).records().stream()
                            .map(record -> record.data().asUtf8String())
                            .forEach(own::add);
                default -> failure.compareAndSet(null, new AssertionError(message.toString()));
            }
        }
    }

    private static SubscribeToShardEvent decode(byte[] payload) {
        try {
            return switch (JSON.decode(payload, SubscribeToShardEvent.class, SubscribeToShardEvent::builder)) {
                case Decoded.Value<SubscribeToShardEvent> read -> read.value();
                case Decoded.Mismatch<SubscribeToShardEvent> mismatch -> throw new AssertionError(mismatch.message());
            };
        } catch (MalformedBodyException e) {
            throw new AssertionError(e);
        }
    }

    /** How many have been taken by the server. */
    int beginnings() {
        check();
        return beginnings.get();
    }

    /** What a consumer was sent, of all its shards. */
    List<String> data(String consumerArn) {
        check();
        return data.getOrDefault(consumerArn, List.of());
    }

    private void check() {
        @Nullable Throwable thrown = failure.get();
        if (thrown != null) {
            throw new AssertionError(thrown);
        }
    }

    void hangUp() {
        http.shutdownNow();
    }

    @Override
    public void close() {
        hangUp();
    }
}
