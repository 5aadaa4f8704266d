package io.millrace.benchmarks.compare;

import static io.millrace.benchmarks.compare.Probe.check;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.benchmarks.load.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamMode;

/** What cannot be seen from one call of one operation. */
final class FeatureProbes {
    private static final String FIRST = "shardId-000000000000";
    private static final String SECRET = "plaintext-that-must-not-be-found";
    private static final Duration LOAD = Duration.ofSeconds(15);

    private FeatureProbes() {}

    static List<Probe> all() {
        return List.of(
                new Probe("CBOR", FeatureProbes::cbor),
                new Probe("HTTP/2, in clear", FeatureProbes::http2),
                new Probe("Signatures are verified", FeatureProbes::signatures),
                new Probe("Every violation of a request is named", FeatureProbes::violations),
                new Probe(
                        "A quota of shards is kept",
                        subject -> refused(
                                LimitExceededException.class,
                                () -> subject.client()
                                        .createStream(create ->
                                                create.streamName("many").shardCount(1_000)))),
                new Probe("A shard takes 1 MB and 1,000 records a second, no more", FeatureProbes::writeLimit),
                new Probe("A shard gives 5 reads a second, no more", FeatureProbes::readLimit),
                new Probe("Iterators by timestamp are exact", FeatureProbes::timestamps),
                new Probe("Closed shards end at a sequence number and are read to it", FeatureProbes::closedShards),
                new Probe("ListShards filters", FeatureProbes::filters),
                new Probe("Records of 5 MiB, once allowed", FeatureProbes::largeRecords),
                new Probe(
                        "A wrong sequence number is refused",
                        subject -> refused(
                                InvalidArgumentException.class,
                                () -> subject.client()
                                        .getShardIterator(get -> get.streamName("cbor")
                                                .shardId(FIRST)
                                                .shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
                                                .startingSequenceNumber("7")))),
                new Probe("Encrypted records are not plain on disk", FeatureProbes::sealed),
                new Probe("On-demand streams grow under load", FeatureProbes::scaling),
                new Probe("What was acknowledged survives kill -9", FeatureProbes::durable));
    }

    private static void refused(Class<? extends KinesisException> as, Runnable call) {
        try {
            call.run();
        } catch (KinesisException e) {
            check(as.isInstance(e), Subject.reason(e));
            return;
        }
        throw new AssertionError("accepted");
    }

    /** As the SDK comes. */
    private static void cbor(Subject subject) {
        subject.stream("cbor", 1);
        String shard = subject.put("cbor", "data").shardId();
        System.clearProperty(Subject.CBOR_ENABLED);
        try {
            check(subject.holds("cbor", shard, "data"), "the record is not there");
        } finally {
            System.setProperty(Subject.CBOR_ENABLED, "false");
        }
    }

    private static void http2(Subject subject) {
        try (KinesisAsyncClient client = subject.asynchronous()) {
            check(client.listStreams().join().streamNames().contains("cbor"), "the stream is not named");
        }
    }

    private static void signatures(Subject subject) {
        Credentials right = subject.server().credentials();
        Credentials wrong = new Credentials(right.accessKey(), "wrong", right.region());
        try (KinesisClient client = subject.client(wrong)) {
            refused(KinesisException.class, client::listStreams);
        }
    }

    private static void violations(Subject subject) {
        try {
            subject.json().call("CreateStream", "{\"StreamName\":\"\",\"ShardCount\":0}");
        } catch (IOException e) {
            // The name is too short and does not match its pattern, the number is too low.
            check(String.valueOf(e.getMessage()).contains("3 validation errors detected"), "not all");
            return;
        }
        throw new AssertionError("accepted");
    }

    private static PutRecordsRequestEntry entry(int bytes, String key) {
        return PutRecordsRequestEntry.builder()
                .partitionKey(key)
                .data(SdkBytes.fromByteArray(new byte[bytes]))
                .build();
    }

    private static void writeLimit(Subject subject) {
        subject.stream("writes", 1);
        int failed = 0;
        for (int call = 0; call < 6; call++) {
            failed += subject.client()
                    .putRecords(put -> put.streamName("writes").records(Collections.nCopies(500, entry(10, "k"))))
                    .failedRecordCount();
        }
        check(failed > 0, "3,000 records at once");
    }

    private static void readLimit(Subject subject) {
        subject.stream("reads", 1);
        String iterator = subject.iterator("reads", FIRST);
        refused(ProvisionedThroughputExceededException.class, () -> {
            for (int call = 0; call < 20; call++) {
                subject.client().getRecords(get -> get.shardIterator(iterator));
            }
        });
    }

    private static void timestamps(Subject subject) {
        subject.stream("times", 1);
        PutRecordResponse first = subject.put("times", "first");
        Instant arrived = subject.client()
                .getRecords(get -> get.shardIterator(subject.iterator("times", first.shardId())))
                .records()
                .getFirst()
                .approximateArrivalTimestamp();
        Subject.await(() -> Instant.now().isAfter(arrived.plusMillis(50)));
        subject.put("times", "second");
        String iterator = subject.client()
                .getShardIterator(get -> get.streamName("times")
                        .shardId(FIRST)
                        .shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                        .timestamp(arrived.plusMillis(20)))
                .shardIterator();
        List<String> found = subject.client().getRecords(get -> get.shardIterator(iterator)).records().stream()
                .map(record -> record.data().asUtf8String())
                .toList();
        check(found.equals(List.of("second")), "found " + found);
    }

    private static void split(Subject subject, String stream) {
        subject.client()
                .splitShard(split -> split.streamName(stream)
                        .shardToSplit(FIRST)
                        .newStartingHashKey("170141183460469231731687303715884105728"));
        subject.awaitActive(stream);
    }

    private static void closedShards(Subject subject) {
        subject.stream("closed", 1);
        subject.put("closed", "before");
        split(subject, "closed");
        Optional<Shard> parent = subject.client().listShards(list -> list.streamName("closed")).shards().stream()
                .filter(shard -> shard.shardId().equals(FIRST))
                .findFirst();
        check(parent.isPresent(), "the parent is gone");
        check(parent.get().sequenceNumberRange().endingSequenceNumber() != null, "no ending sequence number");
        String iterator = subject.iterator("closed", FIRST);
        var answer = subject.client().getRecords(get -> get.shardIterator(iterator));
        check(answer.records().size() == 1, "its record is gone");
        while (answer.nextShardIterator() != null && answer.records().size() > 0) {
            String next = answer.nextShardIterator();
            answer = subject.client().getRecords(get -> get.shardIterator(next));
        }
        check(answer.nextShardIterator() == null, "it does not end");
        check(answer.childShards().size() == 2, "its children are not named");
    }

    private static void filters(Subject subject) {
        subject.stream("filters", 1);
        split(subject, "filters");
        List<Shard> latest = subject.client()
                .listShards(list ->
                        list.streamName("filters").shardFilter(filter -> filter.type(ShardFilterType.AT_LATEST)))
                .shards();
        check(latest.size() == 2, latest.size() + " shards at the latest, of which there are 2");
    }

    private static void largeRecords(Subject subject) {
        String arn = subject.stream("large", 1);
        subject.client().updateMaxRecordSize(update -> update.streamARN(arn).maxRecordSizeInKiB(10_240));
        subject.awaitActive("large");
        subject.client()
                .putRecord(put ->
                        put.streamName("large").partitionKey("k").data(SdkBytes.fromByteArray(new byte[5 << 20])));
    }

    private static void sealed(Subject subject) throws IOException {
        subject.stream("sealed", 1);
        subject.client()
                .startStreamEncryption(start -> start.streamName("sealed")
                        .encryptionType(EncryptionType.KMS)
                        .keyId("alias/aws/kinesis"));
        subject.awaitActive("sealed");
        subject.put("sealed", SECRET);
        // What is written now and then has been written by then.
        Instant later = Instant.now().plusSeconds(3);
        Subject.await(() -> Instant.now().isAfter(later));
        byte[] plain = SECRET.getBytes(UTF_8);
        byte[] base64 = Base64.getEncoder().withoutPadding().encode(plain);
        boolean written = false;
        try (Stream<Path> files = Files.walk(subject.server().data())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                written |= bytes.length > 0 && contains(bytes, "sealed".getBytes(UTF_8));
                check(!contains(bytes, plain) && !contains(bytes, base64), "plain in " + file.getFileName());
            }
        }
        check(written, "nothing is on disk");
    }

    private static boolean contains(byte[] bytes, byte[] part) {
        return HexFormat.of().formatHex(bytes).contains(HexFormat.of().formatHex(part));
    }

    private static void scaling(Subject subject) {
        subject.client()
                .createStream(create ->
                        create.streamName("demand").streamModeDetails(mode -> mode.streamMode(StreamMode.ON_DEMAND)));
        subject.awaitActive("demand");
        int before = open(subject);
        Instant end = Instant.now().plus(LOAD);
        int key = 0;
        while (Instant.now().isBefore(end) && open(subject) == before) {
            int from = key;
            key += 10;
            subject.client()
                    .putRecords(put -> put.streamName("demand")
                            .records(Stream.iterate(from, next -> next + 1)
                                    .limit(10)
                                    .map(next -> entry(40_000, "key-" + next))
                                    .toList()));
        }
        check(open(subject) > before, "still %d shards after %d s".formatted(before, LOAD.toSeconds()));
    }

    private static int open(Subject subject) {
        return (int) subject.client().listShards(list -> list.streamName("demand")).shards().stream()
                .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                .count();
    }

    private static void durable(Subject subject) throws IOException {
        subject.stream("durable", 1);
        // As long as it takes what is written now and then to have been.
        Instant later = Instant.now().plusSeconds(3);
        Subject.await(() -> Instant.now().isAfter(later));
        String shard = subject.put("durable", "acknowledged").shardId();
        subject.killAndRestart();
        check(subject.holds("durable", shard, "acknowledged"), "the record is gone");
    }
}
