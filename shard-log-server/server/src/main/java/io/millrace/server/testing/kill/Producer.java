package io.millrace.server.testing.kill;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** Owns its partition keys and waits for each answer, by turns to PutRecord and to PutRecords. One thread at a time. */
public final class Producer implements Work {
    private static final int RECORDS_A_REQUEST = 25;
    private static final int KEYS = 3;

    private final String stream;
    private final String name;
    /** Of each record, behind what tells it from every other. */
    private final String padding;

    private final List<Promise> promises = new ArrayList<>();
    private final Set<String> refusals = new TreeSet<>();
    private int attempts;

    /** Written by the producer's thread, looked at by any. */
    private volatile int acknowledged;

    /** @param recordBytes of a record at least */
    public Producer(String stream, String name, int recordBytes) {
        this.stream = stream;
        this.name = name;
        this.padding = ".".repeat(recordBytes);
    }

    @Override
    public void turn(Caller caller) {
        if (attempts % 2 == 0) {
            putOne(caller);
        } else {
            putMany(caller);
        }
    }

    private Attempt attempt() {
        int count = attempts++;
        return new Attempt("%s-%d%s".formatted(name, count, padding), "%s-%d".formatted(name, count % KEYS));
    }

    private void putOne(Caller caller) {
        Attempt attempt = attempt();
        var answer = caller.call(kinesis -> kinesis.putRecord(put -> put.streamName(stream)
                .partitionKey(attempt.partitionKey())
                .data(SdkBytes.fromUtf8String(attempt.data()))));
        keep(attempt, answer.shardId(), answer.sequenceNumber());
    }

    private void putMany(Caller caller) {
        List<Attempt> batch =
                IntStream.range(0, RECORDS_A_REQUEST).mapToObj(i -> attempt()).toList();
        var answer = caller.call(kinesis -> kinesis.putRecords(put -> put.streamName(stream)
                .records(batch.stream()
                        .map(attempt -> PutRecordsRequestEntry.builder()
                                .partitionKey(attempt.partitionKey())
                                .data(SdkBytes.fromUtf8String(attempt.data()))
                                .build())
                        .toList())));
        for (int i = 0; i < batch.size(); i++) {
            PutRecordsResultEntry result = answer.records().get(i);
            if (result.errorCode() == null) {
                keep(batch.get(i), result.shardId(), result.sequenceNumber());
            } else {
                refusals.add(result.errorCode());
            }
        }
    }

    private void keep(Attempt attempt, String shardId, String sequenceNumber) {
        promises.add(new Promise(attempt, shardId, new BigInteger(sequenceNumber)));
        acknowledged = promises.size();
    }

    /** How many records it was told are durable. For any thread. */
    public int acknowledged() {
        return acknowledged;
    }

    /** The errors of single records, in answers that were none themselves. */
    public Set<String> refusals() {
        return Set.copyOf(refusals);
    }

    /** How many it sent. */
    public int attempts() {
        return attempts;
    }

    /** Every promise is kept, word for word; records of one key stand in the order in which they were acknowledged. */
    public void check(Contents contents) {
        Map<String, BigInteger> last = new HashMap<>();
        for (Promise promise : promises) {
            Contents.Place place =
                    contents.find(promise.attempt().data()).orElseThrow(() -> new AssertionError("lost: " + promise));
            Found expected =
                    new Found(promise.attempt().data(), promise.attempt().partitionKey(), promise.sequenceNumber());
            if (!place.equals(new Contents.Place(promise.shardId(), expected))) {
                throw new AssertionError("promised %s, found %s".formatted(promise, place));
            }
            BigInteger before = last.put(promise.attempt().partitionKey(), promise.sequenceNumber());
            if (before != null && before.compareTo(promise.sequenceNumber()) >= 0) {
                throw new AssertionError("out of order: %s follows %s".formatted(promise, before));
            }
        }
    }

    @Override
    public void check(Caller caller, Contents contents) {
        check(contents);
    }
}
