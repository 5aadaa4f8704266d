package io.millrace.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every log store must do. */
abstract class LogStoreContract {
    private static final ReadLimit MANY = new ReadLimit(1_000, 1 << 20);

    private LogStore store;
    private LogWriter writer;

    /** Opens the same store again each time. */
    abstract LogStore open() throws IOException;

    @BeforeEach
    void start() throws IOException {
        store = open();
        writer = store.openWriter();
    }

    @AfterEach
    void stop() throws IOException {
        store.close();
    }

    @Test
    void aCommittedRecordIsReadBack() throws IOException {
        writer.append(7, 0, 1_000, "rye".getBytes(UTF_8));
        writer.commit();

        Batch batch = store.read(7, 0, MANY);

        assertThat(batch.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.sequence()).isZero();
            assertThat(entry.arrivalMillis()).isEqualTo(1_000);
            assertThat(entry.payload()).asString(UTF_8).isEqualTo("rye");
        });
        assertThat(store.extent(7)).isEqualTo(new Extent(0, 1, 1_000));
    }

    @Test
    void nobodyReadsWhatIsNotCommitted() throws IOException {
        writer.append(7, 0, 1_000, new byte[1]);

        assertThat(store.read(7, 0, MANY)).isEqualTo(Batch.EMPTY);
        assertThat(store.extent(7)).isEqualTo(Extent.EMPTY);
    }

    @Test
    void readsStartAtAnySequenceAndKeepTheOrder() throws IOException {
        fill(1, 50);

        assertThat(sequences(1, 0)).hasSize(50).isSorted();
        assertThat(sequences(1, 33)).first().isEqualTo(33L);
        assertThat(sequences(1, 50)).isEmpty();
    }

    @Test
    void aReadEndsAtItsLimitsButReturnsOneRecordAtLeast() throws IOException {
        fill(1, 10);

        assertThat(store.read(1, 0, new ReadLimit(3, 1 << 20)).entries()).hasSize(3);
        assertThat(store.read(1, 0, new ReadLimit(10, 1)).entries()).hasSize(1);
    }

    @Test
    void everythingCommittedSurvivesReopening() throws IOException {
        fill(1, 10);
        fill(2, 5);

        reopen();

        assertThat(sequences(1, 0)).hasSize(10);
        assertThat(sequences(2, 0)).hasSize(5);
        assertThat(store.extent(1)).isEqualTo(new Extent(0, 10, 9));
    }

    @Test
    void trimMovesTheHorizonByArrivalAndNeverBack() throws IOException {
        fill(1, 10);

        store.trim(1, 4);
        store.trim(1, 2);

        assertThat(sequences(1, 0)).first().isEqualTo(4L);
        assertThat(store.extent(1).first()).isEqualTo(4);
    }

    @Test
    void aTimeLeadsToTheFirstRecordThatArrivedThen() throws IOException {
        fill(1, 10);

        assertThat(store.firstSince(1, 6)).isEqualTo(6);
        assertThat(store.firstSince(1, -5)).isZero();
        assertThat(store.firstSince(1, 10)).isEqualTo(10);
        assertThat(store.firstSince(99, 0)).isZero();
    }

    @Test
    void aDroppedShardIsEmpty() throws IOException {
        fill(1, 10);

        store.drop(1);

        assertThat(store.extent(1)).isEqualTo(Extent.EMPTY);
        assertThat(store.read(1, 0, MANY)).isEqualTo(Batch.EMPTY);
    }

    @Test
    void reclaimFreesWhatNobodyCanReadAndNoSequenceIsGivenTwice() throws IOException {
        fill(1, 200);
        store.trim(1, Long.MAX_VALUE);

        long freed = store.reclaim();
        reopen();

        assertThat(freed).isPositive();
        assertThat(store.extent(1)).isEqualTo(new Extent(200, 200, 199));
    }

    @Test
    void aStaleWriterIsFenced() throws IOException {
        writer.append(1, 0, 0, new byte[1]);
        LogWriter next = store.openWriter();
        next.append(1, 0, 0, "next".getBytes(UTF_8));
        next.commit();

        assertThatThrownBy(() -> writer.commit()).isInstanceOf(FencedException.class);
        assertThat(store.read(1, 0, MANY).entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.payload()).asString(UTF_8).isEqualTo("next"));
    }

    private void fill(long shard, int count) throws IOException {
        for (int sequence = 0; sequence < count; sequence++) {
            writer.append(shard, sequence, sequence, ("payload-" + sequence).getBytes(UTF_8));
            if (sequence % 3 == 0) {
                writer.commit();
            }
        }
        writer.commit();
    }

    private List<Long> sequences(long shard, long from) throws IOException {
        return store.read(shard, from, MANY).entries().stream()
                .map(Batch.Entry::sequence)
                .toList();
    }

    private void reopen() throws IOException {
        store.close();
        store = open();
        writer = store.openWriter();
    }
}
