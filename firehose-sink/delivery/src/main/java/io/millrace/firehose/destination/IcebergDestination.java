package io.millrace.firehose.destination;

import io.millrace.firehose.stream.DestinationSpec;
import io.millrace.firehose.stream.Intent;
import io.millrace.firehose.stream.Positions;
import io.millrace.firehose.transform.InvalidRecordException;
import io.millrace.firehose.transform.JsonRows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.ValidationException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * One snapshot a delivery, with the positions of all shards in its summary. A commit is refused if the table's history
 * has the delivery already, whoever made it and whenever it became visible. Data files of commits that failed stay
 * behind: deleting what an unknown commit may refer to would lose records. Decision D9.
 */
final class IcebergDestination implements Destination {
    private final DestinationSpec.Iceberg spec;
    private final TablePositions positions;
    private final Resources resources;

    // The files of the delivery that is being repeated.
    private @Nullable Written written;

    IcebergDestination(DestinationSpec.Iceberg spec, UUID deliveryStream, Resources resources) {
        this.spec = spec;
        this.positions = new TablePositions(deliveryStream);
        this.resources = resources;
    }

    /**
     * What a destination works with.
     *
     * @param catalog made at its first use, since it calls its server
     */
    record Resources(Supplier<Catalog> catalog, S3Client s3, Path scratch, InstantSource clock) {}

    private record Written(Intent intent, List<DataFile> files, Outcome outcome) {}

    @Override
    public Positions delivered() {
        try {
            return positions.in(load());
        } catch (NoSuchTableException e) {
            // Nothing is in a table that is not there; delivery waits for it.
            return Positions.NONE;
        }
    }

    @Override
    public Outcome deliver(Delivery delivery) throws IOException {
        Table table = load();
        if (has(positions.in(table), delivery)) {
            // What does not fit was put before the commit.
            return new Outcome(delivery.intent().records(), 0);
        }
        Written ready = write(table, delivery);
        if (!ready.files().isEmpty()) {
            commit(table, delivery, ready.files());
        }
        written = null;
        return ready.outcome();
    }

    private Table load() {
        return resources.catalog().get().loadTable(TableIdentifier.of(spec.database(), spec.table()));
    }

    private static boolean has(Positions inTable, Delivery delivery) {
        return inTable.cover(delivery.intent().through());
    }

    private Written write(Table table, Delivery delivery) throws IOException {
        if (written != null && written.intent().equals(delivery.intent())) {
            return written;
        }
        JsonRows rows = new JsonRows(table.schema());
        try (RejectedRecords rejected = new RejectedRecords(spec.rejected(), delivery.intent(), resources.scratch());
                TableWriter writer = TableWriter.open(table)) {
            delivery.records().forEach((data, arrival) -> {
                try {
                    writer.write(rows.row(data));
                } catch (InvalidRecordException e) {
                    rejected.add(data, arrival, e, resources.clock().instant());
                }
            });
            List<DataFile> files = writer.complete();
            rejected.putOnce(resources.s3());
            Outcome outcome = new Outcome(delivery.intent().records() - rejected.count(), rejected.count());
            written = new Written(delivery.intent(), files, outcome);
            return written;
        }
    }

    private void commit(Table table, Delivery delivery, List<DataFile> files) {
        AppendFiles append = table.newAppend();
        files.forEach(append::appendFile);
        Unless unless = new Unless(positions, delivery);
        append.set(positions.property(), delivery.after().toString());
        append.validateWith(unless);
        try {
            append.commit();
        } catch (ValidationException e) {
            if (!unless.refused) {
                throw e;
            }
            // A commit of an earlier attempt, believed lost, became visible.
        }
    }

    /** Looks at the history that a commit is about to extend, at each of its retries. */
    private static final class Unless implements SnapshotAncestryValidator {
        private final TablePositions positions;
        private final Delivery delivery;

        private boolean refused;

        Unless(TablePositions positions, Delivery delivery) {
            this.positions = positions;
            this.delivery = delivery;
        }

        @Override
        public boolean validate(Iterable<Snapshot> ancestry) {
            refused = has(positions.newest(ancestry), delivery);
            return !refused;
        }

        @Override
        public String errorMessage() {
            return "delivery %s is in the table already"
                    .formatted(delivery.intent().id());
        }
    }
}
