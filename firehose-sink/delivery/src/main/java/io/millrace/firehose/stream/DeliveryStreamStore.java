package io.millrace.firehose.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.database.Database;
import io.millrace.frontdoor.wire.Codec;
import io.millrace.frontdoor.wire.Decoded;
import io.millrace.frontdoor.wire.MalformedBodyException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.firehose.model.CreateDeliveryStreamRequest;

/** Keeps delivery streams and how far they are in SQL; on disk when a call returns. Any thread. */
public final class DeliveryStreamStore implements Closeable {
    private static final String MIGRATIONS = "io/millrace/firehose/migration";
    private static final int NESTING_MAX = 64;
    private static final int TEXT_MAX = 16 << 20;

    private final Codec codec = Codec.json(NESTING_MAX, TEXT_MAX);
    private final Database database;

    private DeliveryStreamStore(Database database) {
        this.database = database;
    }

    /** Opens the store in a directory of its own. */
    public static DeliveryStreamStore open(Path directory) throws IOException {
        return new DeliveryStreamStore(Database.open(directory, MIGRATIONS));
    }

    /**
     * How far a delivery stream is.
     *
     * @param delivered the positions behind which everything is delivered
     * @param intent the delivery that was under way
     */
    public record Progress(Positions delivered, Optional<Intent> intent) {}

    public List<DeliveryStream> all() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT * FROM delivery_stream ORDER BY name")
                        .map((row, context) -> read(row))
                        .list());
    }

    /** Adds one of a new name; the primary key refuses any other. */
    public void add(DeliveryStream stream) {
        database.jdbi()
                .useTransaction(handle -> handle.createUpdate("INSERT INTO delivery_stream "
                                + "(name, id, status, created_millis, request, positions) "
                                + "VALUES (:name, :id, :status, :created, :request, :positions)")
                        .bind("name", stream.name())
                        .bind("id", stream.id().toString())
                        .bind("status", stream.status().name())
                        .bind("created", stream.created().toEpochMilli())
                        .bind("request", new String(codec.encode(stream.request()), UTF_8))
                        .bind("positions", Positions.NONE.toString())
                        .execute());
    }

    public void setStatus(UUID id, Status status, Optional<String> failure) {
        update(
                "UPDATE delivery_stream SET status = ?, failure = ? WHERE id = ?",
                status.name(),
                failure.orElse(null),
                id.toString());
    }

    public void remove(UUID id) {
        update("DELETE FROM delivery_stream WHERE id = ?", id.toString());
    }

    public Progress progress(UUID id) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT positions, intent FROM delivery_stream WHERE id = :id")
                        .bind("id", id.toString())
                        .map((row, context) -> new Progress(
                                Positions.parse(row.getString("positions")),
                                Optional.ofNullable(row.getString("intent")).map(Intent::parse)))
                        .one());
    }

    /** Before a delivery's data is written. */
    public void begin(UUID id, Intent intent) {
        update("UPDATE delivery_stream SET intent = ? WHERE id = ?", intent.toString(), id.toString());
    }

    /** After a delivery's data is written: the intent is done. */
    public void complete(UUID id, Positions delivered) {
        update(
                "UPDATE delivery_stream SET positions = ?, intent = NULL WHERE id = ?",
                delivered.toString(),
                id.toString());
    }

    @Override
    public void close() {
        database.close();
    }

    private void update(String sql, @Nullable Object... values) {
        database.jdbi().useTransaction(handle -> handle.execute(sql, values));
    }

    private DeliveryStream read(ResultSet row) throws SQLException {
        return new DeliveryStream(
                row.getString("name"),
                UUID.fromString(row.getString("id")),
                Status.valueOf(row.getString("status")),
                Optional.ofNullable(row.getString("failure")),
                Instant.ofEpochMilli(row.getLong("created_millis")),
                request(row.getString("request")));
    }

    private CreateDeliveryStreamRequest request(String text) {
        try {
            Decoded<CreateDeliveryStreamRequest> decoded =
                    codec.decode(text.getBytes(UTF_8), CreateDeliveryStreamRequest.class, () ->
                            (SdkPojo) CreateDeliveryStreamRequest.builder());
            return switch (decoded) {
                case Decoded.Value<CreateDeliveryStreamRequest> value -> value.value();
                case Decoded.Mismatch<CreateDeliveryStreamRequest> wrong ->
                    throw new IllegalStateException(
                            "a stored definition has a member of a wrong type: " + wrong.message());
            };
        } catch (MalformedBodyException e) {
            throw new IllegalStateException("a stored definition is not JSON", e);
        }
    }
}
