package io.millrace.firehose.destination;

import io.millrace.firehose.stream.Positions;
import java.util.UUID;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * How far a delivery stream is in a table: the summary of each of its snapshots says it, under a property of the delivery
 * stream's own, so data and positions are one commit. Snapshots of other writers and of compaction stand between.
 */
record TablePositions(UUID deliveryStream) {
    String property() {
        return "millrace.delivery.%s.positions".formatted(deliveryStream);
    }

    Positions in(Table table) {
        return newest(SnapshotUtil.currentAncestors(table));
    }

    /** @param ancestry newest first */
    Positions newest(Iterable<Snapshot> ancestry) {
        for (Snapshot snapshot : ancestry) {
            String positions = snapshot.summary().get(property());
            if (positions != null) {
                return Positions.parse(positions);
            }
        }
        return Positions.NONE;
    }
}
