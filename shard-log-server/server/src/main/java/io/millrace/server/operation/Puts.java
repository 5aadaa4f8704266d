package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.VALIDATION;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.frontdoor.Account;
import io.millrace.server.encryption.Sealer;
import io.millrace.server.metric.KinesisMeters;
import io.millrace.server.metric.ShardMeters;
import io.millrace.server.metric.StreamMeters;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import io.millrace.server.traffic.Traffic;
import io.millrace.server.write.Append;
import io.millrace.server.write.NewRecord;
import io.millrace.server.write.Outcome;
import io.millrace.server.write.Slice;
import io.millrace.server.write.WriterLoop;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/** What PutRecord and PutRecords have in common: sizes, routing and the append itself. */
final class Puts {
    static final String INTERNAL_FAILURE_MESSAGE = "Internal service failure.";

    /**
     * How often a request looks for open shards. A stream that is scaled takes several steps, one right after the other; a
     * shard that is closed for longer means that a change has failed.
     */
    private static final int ROUTES_MAX = 30;

    private final Account account;
    private final Streams streams;
    private final WriterLoop writer;
    private final StreamSeals seals;
    private final Traffic traffic;
    private final KinesisMeters meters;

    Puts(Account account, Streams streams, LogAccess log, KinesisMeters meters) {
        this.account = account;
        this.streams = streams;
        this.writer = log.writer();
        this.seals = new StreamSeals(log.seals());
        this.traffic = log.traffic();
        this.meters = meters;
    }

    record Routed(Shard shard, NewRecord entry) {}

    /** A record as the SDK holds it; its bytes stay the SDK's. */
    static NewRecord entry(String partitionKey, @Nullable String explicitHashKey, SdkBytes data) {
        return new NewRecord(
                Slice.of(partitionKey.getBytes(UTF_8)), explicitHashKey, Slice.of(data.asByteArrayUnsafe()));
    }

    /** @param position of the record in its request, from 1; 0 if it is the request's only one */
    void checkSize(Stream stream, int position, NewRecord entry) {
        int max = stream.properties().maxRecordBytes();
        if (entry.bytes() > max) {
            String path = position == 0 ? "data" : "records.%d.member.data".formatted(position);
            throw VALIDATION.because(("1 validation error detected: Value at '%s' failed to satisfy constraint: "
                            + "Member must have length less than or equal to %d")
                    .formatted(path, max));
        }
    }

    /**
     * What became of a request's records, and where they were to go.
     *
     * @param over positions of records that their shards' limits do not allow; the outcome is of the others
     */
    record Appended(Stream stream, List<Routed> records, BitSet over, Outcome outcome) {}

    /**
     * Waits until the records are durable or refused. Those whose shard was closed on their way go to its children.
     *
     * @param stream as it is when asked
     */
    Appended append(
            Supplier<Stream> stream,
            Function<Stream, List<Routed>> route,
            BiConsumer<StreamMeters, StreamMeters.Put> counter) {
        long start = System.nanoTime();
        Appended appended = appendOnce(stream.get(), route);
        for (int again = 0; again < ROUTES_MAX && appended.outcome() instanceof Outcome.Sealed; again++) {
            streams.awaitResharding();
            appended = appendOnce(stream.get(), route);
        }
        count(appended, System.nanoTime() - start, counter);
        return appended;
    }

    private Appended appendOnce(Stream stream, Function<Stream, List<Routed>> route) {
        List<Routed> records = route.apply(stream);
        // Before limits count the records: those of a stream whose key is gone are not taken.
        Sealer sealer = seals.sealer(stream, records.size());
        BitSet over = over(stream, records);
        List<Append> appends = new ArrayList<>(records.size());
        for (int index = 0; index < records.size(); index++) {
            if (!over.get(index)) {
                Routed record = records.get(index);
                long shard = record.shard().log();
                appends.add(new Append(
                        shard, sealer == null ? record.entry().content() : sealer.content(shard, record.entry())));
            }
        }
        Outcome outcome = appends.isEmpty() ? new Outcome.Throttled() : writer.append(appends);
        return new Appended(stream, records, over, outcome);
    }

    private void count(Appended appended, long nanos, BiConsumer<StreamMeters, StreamMeters.Put> counter) {
        Stream stream = appended.stream();
        int refused = appended.over().cardinality();
        int total = appended.records().size();
        boolean acknowledged = appended.outcome() instanceof Outcome.Acknowledged;
        boolean throttled =
                appended.outcome() instanceof Outcome.Throttled || appended.outcome() instanceof Outcome.Full;
        long bytes = 0;
        for (int index = 0; acknowledged && index < total; index++) {
            bytes += appended.over().get(index)
                    ? 0
                    : appended.records().get(index).entry().bytes();
        }
        counter.accept(
                meters.of(stream),
                new StreamMeters.Put(
                        total, acknowledged ? total - refused : 0, throttled ? total : refused, bytes, nanos));
        if (!stream.properties().shardMetrics().isEmpty()) {
            countShards(appended, acknowledged);
        }
    }

    private void countShards(Appended appended, boolean acknowledged) {
        Set<String> names = appended.stream().properties().shardMetrics();
        StreamMeters stream = meters.of(appended.stream());
        for (int index = 0; index < appended.records().size(); index++) {
            Routed record = appended.records().get(index);
            ShardMeters shard = stream.shard(record.shard().id());
            if (appended.over().get(index)) {
                shard.writeThrottled(names);
            } else if (acknowledged) {
                shard.incoming(names, record.entry().bytes());
            }
        }
    }

    private BitSet over(Stream stream, List<Routed> records) {
        BitSet over = new BitSet();
        if (traffic.counts(stream)) {
            for (int index = 0; index < records.size(); index++) {
                Routed record = records.get(index);
                over.set(
                        index,
                        !traffic.admitWrite(record.shard(), record.entry().bytes()));
            }
        }
        return over;
    }

    /**
     * What a caller is told while the log is at the end of its disk. Of the errors that both operations have, and
     * PutRecords for a record too, throttling alone makes every client wait and come again with the same records, which
     * is right: retention makes room. LimitExceededException is none of theirs, and after InternalFailure clients hurry.
     */
    String full(Stream stream) {
        return "The log has no room left on its disk for stream %s under account %s until records expire."
                .formatted(stream.name(), account.id());
    }

    String throttled(Stream stream, Shard shard) {
        return "Rate exceeded for shard %s in stream %s under account %s."
                .formatted(shard.id(), stream.name(), account.id());
    }
}
