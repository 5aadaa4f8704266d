package io.millrace.server.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.StreamName;
import io.millrace.server.stream.Shard;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Records of some keys, numbered as they are put into a stream. */
final class NumberedRecords {
    private static final int KEYS = 97;

    private final Kinesis kinesis;
    private final String stream;
    private final List<String> put = new ArrayList<>();

    NumberedRecords(Kinesis kinesis, String stream) {
        this.kinesis = kinesis;
        this.stream = stream;
    }

    void put(int records) {
        for (int index = 0; index < records; index++) {
            String data = Integer.toString(put.size());
            kinesis.put(stream, "key " + put.size() % KEYS, data);
            put.add(data);
        }
    }

    /** All that were put. */
    List<String> put() {
        return List.copyOf(put);
    }

    /** Every record, a shard after its parents; fails if a key's records are out of order. */
    List<String> inOrderOfLineage() {
        List<String> all = new ArrayList<>();
        int[] lastOfKey = new int[KEYS];
        Set<String> seen = new HashSet<>();
        for (Shard shard :
                kinesis.streams.find(new StreamName(stream)).orElseThrow().shards()) {
            String iterator = kinesis.iterator(stream, shard.id().index(), ShardIteratorType.TRIM_HORIZON);
            boolean more = true;
            while (more) {
                GetRecordsResponse some = kinesis.records(iterator);
                for (String data : Kinesis.data(some.records())) {
                    int number = Integer.parseInt(data);
                    assertThat(number).isGreaterThanOrEqualTo(lastOfKey[number % KEYS]);
                    lastOfKey[number % KEYS] = number;
                    assertThat(seen.add(data)).isTrue();
                    all.add(data);
                }
                more = some.nextShardIterator() != null
                        && some.hasRecords()
                        && !some.records().isEmpty();
                iterator = some.nextShardIterator();
            }
        }
        return all;
    }
}
