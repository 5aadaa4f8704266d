package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.PROVISIONED_THROUGHPUT_EXCEEDED;

import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.ApiException;
import io.millrace.server.metric.KinesisMeters;
import io.millrace.server.metric.StreamMeters;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import io.millrace.server.traffic.Traffic;
import java.util.Set;

/** How much may be read, and what was. */
final class Gets {
    private final Account account;
    private final Traffic traffic;
    private final AnswerBudget budget;
    private final KinesisMeters meters;

    Gets(Account account, Traffic traffic, AnswerBudget budget, KinesisMeters meters) {
        this.account = account;
        this.traffic = traffic;
        this.budget = budget;
        this.meters = meters;
    }

    /** Counts a call against the limit of a shard; throws if that is reached. */
    void admit(Stream stream, Shard shard) {
        if (traffic.admitRead(shard)) {
            return;
        }
        meters.of(stream).readThrottled();
        Set<String> names = stream.properties().shardMetrics();
        if (!names.isEmpty()) {
            meters.of(stream).shard(shard.id()).readThrottled(names);
        }
        throw throttled(stream.name().value(), shard.id().toString());
    }

    /** Takes room for an answer; throws if there is too little. */
    AnswerBudget.Share take(String stream, String shard, long wanted) {
        return budget.take(wanted).orElseThrow(() -> throttled(stream, shard));
    }

    /**
     * What a call has read.
     *
     * @param bytes as they are stored
     * @param ageMillis of the last record; 0 if there was none
     */
    record Read(long records, long bytes, long ageMillis, long nanos) {}

    void count(Stream stream, Shard shard, Read read) {
        traffic.charge(shard, read.bytes());
        StreamMeters counted = meters.of(stream);
        counted.getRecords(read.records(), read.bytes(), read.ageMillis(), read.nanos());
        Set<String> names = stream.properties().shardMetrics();
        if (!names.isEmpty()) {
            counted.shard(shard.id()).outgoing(names, read.records(), read.bytes(), read.ageMillis());
        }
    }

    private ApiException throttled(String stream, String shard) {
        return PROVISIONED_THROUGHPUT_EXCEEDED.because(
                "Rate exceeded for shard %s in stream %s under account %s.".formatted(shard, stream, account.id()));
    }
}
