package io.millrace.server.metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.model.ShardId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The metrics of one stream and its shards. For any thread. */
public final class StreamMeters {
    private final MeterRegistry registry;
    private final String stream;
    private final List<Meter> meters = new ArrayList<>();
    private final Map<ShardId, ShardMeters> shards = new ConcurrentHashMap<>();
    private final Map<String, ConsumerMeters> consumers = new ConcurrentHashMap<>();

    private final Counter incomingBytes;
    private final Counter incomingRecords;
    private final Counter throttledWrites;
    private final Counter throttledReads;
    private final PutMeters putRecord;
    private final PutMeters putRecords;
    private final Counter totalRecords;
    private final Counter successfulRecords;
    private final Counter failedRecords;
    private final Counter throttledRecords;
    private final Counter readBytes;
    private final Counter readRecords;
    private final Counter readSuccess;
    private final Timer readLatency;
    private final DistributionSummary iteratorAge;

    /** What the two operations that put have each. */
    private record PutMeters(Counter bytes, Counter success, Timer latency) {}

    StreamMeters(MeterRegistry registry, String stream) {
        this.registry = registry;
        this.stream = stream;
        incomingBytes = counter("IncomingBytes");
        incomingRecords = counter("IncomingRecords");
        throttledWrites = counter("WriteProvisionedThroughputExceeded");
        throttledReads = counter("ReadProvisionedThroughputExceeded");
        putRecord = putMeters("PutRecord");
        putRecords = putMeters("PutRecords");
        totalRecords = counter("PutRecords.TotalRecords");
        successfulRecords = counter("PutRecords.SuccessfulRecords");
        failedRecords = counter("PutRecords.FailedRecords");
        throttledRecords = counter("PutRecords.ThrottledRecords");
        readBytes = counter("GetRecords.Bytes");
        readRecords = counter("GetRecords.Records");
        readSuccess = counter("GetRecords.Success");
        readLatency = timer("GetRecords.Latency");
        iteratorAge = DistributionSummary.builder("GetRecords.IteratorAgeMilliseconds")
                .tag("StreamName", stream)
                .register(registry);
        meters.add(iteratorAge);
    }

    /**
     * What became of a request's records.
     *
     * @param bytes of those acknowledged, keys included
     * @param throttled those refused because of a limit
     */
    public record Put(int total, int acknowledged, int throttled, long bytes, long nanos) {}

    /** Counts a call of PutRecord. */
    public void putRecord(Put put) {
        count(putRecord, put);
    }

    /** Counts a call of PutRecords. */
    public void putRecords(Put put) {
        count(putRecords, put);
        totalRecords.increment(put.total());
        successfulRecords.increment(put.acknowledged());
        throttledRecords.increment(put.throttled());
        failedRecords.increment((double) put.total() - put.acknowledged() - put.throttled());
    }

    private void count(PutMeters meters, Put put) {
        incomingBytes.increment((double) put.bytes());
        incomingRecords.increment(put.acknowledged());
        throttledWrites.increment(put.throttled());
        meters.bytes.increment((double) put.bytes());
        meters.success.increment(put.acknowledged() > 0 ? 1 : 0);
        meters.latency.record(put.nanos(), TimeUnit.NANOSECONDS);
    }

    /** Counts a call of GetRecords that was answered. */
    public void getRecords(long records, long bytes, long ageMillis, long nanos) {
        readRecords.increment((double) records);
        readBytes.increment((double) bytes);
        readSuccess.increment();
        iteratorAge.record((double) ageMillis);
        readLatency.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Counts a call of GetRecords that was refused because of a limit. */
    public void readThrottled() {
        throttledReads.increment();
    }

    public ShardMeters shard(ShardId shard) {
        ShardMeters known = shards.get(shard);
        return known != null
                ? known
                : shards.computeIfAbsent(shard, absent -> new ShardMeters(registry, stream, absent));
    }

    public ConsumerMeters consumer(String name) {
        return consumers.computeIfAbsent(name, absent -> new ConsumerMeters(registry, stream, absent));
    }

    /** Shows nothing of a consumer any more. */
    public void forgetConsumer(String name) {
        ConsumerMeters known = consumers.remove(name);
        if (known != null) {
            known.remove();
        }
    }

    void keepShardMetrics(Set<String> names) {
        shards.values().forEach(shard -> shard.keep(names));
    }

    void remove() {
        meters.forEach(registry::remove);
        consumers.values().forEach(ConsumerMeters::remove);
        keepShardMetrics(Set.of());
    }

    private PutMeters putMeters(String operation) {
        return new PutMeters(
                counter(operation + ".Bytes"), counter(operation + ".Success"), timer(operation + ".Latency"));
    }

    private Counter counter(String name) {
        Counter counter = Counter.builder(name).tag("StreamName", stream).register(registry);
        meters.add(counter);
        return counter;
    }

    private Timer timer(String name) {
        Timer timer = Timer.builder(name).tag("StreamName", stream).register(registry);
        meters.add(timer);
        return timer;
    }
}
