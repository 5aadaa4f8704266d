package io.millrace.storage.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.storage.Batch;
import io.millrace.storage.Extent;
import io.millrace.storage.FencedException;
import io.millrace.storage.LogStore;
import io.millrace.storage.LogWriter;
import io.millrace.storage.ReadLimit;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every log store must do. An implementation's test extends it, wherever that is; JUnit and AssertJ are those of the
 * test, for this module hands on neither.
 */
@SuppressWarnings("NullAway.Init") // start
public abstract class LogStoreContract {
    private static final ReadLimit MANY = new ReadLimit(1_000, 1 << 20);

    private LogStore store;
    private LogWriter writer;

    /** Opens the same store again each time: it begins empty, and holds afterwards what was committed before. */
    protected abstract LogStore open() throws IOException;

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
    void whatIsNotCommittedIsGoneAfterReopening() throws IOException {
        fill(7, 3);
        writer.append(7, 3, 1_000, new byte[1]);

        reopen();

        assertThat(store.extent(7)).isEqualTo(new Extent(0, 3, 2));
        assertThat(sequences(7, 0)).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aCommitShowsAllOfItsRecordsAtOnceAndMovesTheEndOfEachShard() throws IOException {
        writer.append(1, 0, 5, new byte[1]);
        writer.append(2, 0, 5, new byte[1]);
        writer.append(1, 1, 6, new byte[1]);
        writer.commit();

        assertThat(store.extent(1)).isEqualTo(new Extent(0, 2, 6));
        assertThat(store.extent(2)).isEqualTo(new Extent(0, 1, 5));
    }

    @Test
    void anEmptyCommitChangesNothing() throws IOException {
        fill(1, 2);

        writer.commit();

        assertThat(store.extent(1)).isEqualTo(new Extent(0, 2, 1));
    }

    @Test
    void aSealedShardHasItsEndAndTakesNoMoreFromAnyWriter() throws IOException {
        fill(7, 3);

        Extent end = writer.seal(7);

        assertThat(end).isEqualTo(new Extent(0, 3, 2)).isEqualTo(store.extent(7));
        assertThat(store.isSealed(7)).isTrue();
        assertThatThrownBy(() -> writer.append(7, 3, 2, new byte[1])).isInstanceOf(IllegalStateException.class);
        writer = store.openWriter();
        assertThatThrownBy(() -> writer.append(7, 3, 2, new byte[1])).isInstanceOf(IllegalStateException.class);
        assertThat(sequences(7, 0)).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aShardNeverWrittenToIsSealedEmpty() throws IOException {
        assertThat(writer.seal(7)).isEqualTo(Extent.EMPTY);
        assertThatThrownBy(() -> writer.append(7, 0, 0, new byte[1])).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void otherShardsGoOnBesideASealedOne() throws IOException {
        fill(7, 3);
        writer.seal(7);

        fill(8, 2);

        assertThat(store.extent(8)).isEqualTo(new Extent(0, 2, 1));
        assertThat(store.isSealed(8)).isFalse();
    }

    @Test
    void aShardWhoseSealIsTakenBackGoesOnWhereItEnded() throws IOException {
        fill(7, 3);
        writer.seal(7);

        store.unseal(7);
        writer.append(7, 3, 5, new byte[1]);
        writer.commit();

        assertThat(store.isSealed(7)).isFalse();
        assertThat(sequences(7, 0)).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void aSealedShardIsTrimmedAndDroppedLikeAnyOther() throws IOException {
        fill(7, 3);
        writer.seal(7);

        store.trim(7, 2);
        assertThat(sequences(7, 0)).containsExactly(2L);

        store.drop(7);
        assertThat(store.extent(7)).isEqualTo(Extent.EMPTY);
    }

    @Test
    void theEndOfASealedShardIsTheSameAfterReopening() throws IOException {
        fill(7, 3);
        Extent end = writer.seal(7);

        reopen();

        assertThat(store.extent(7)).isEqualTo(end);
        assertThat(writer.seal(7)).isEqualTo(end);
    }

    @Test
    void aFencedWriterSealsNothing() throws IOException {
        LogWriter fenced = writer;
        writer = store.openWriter();

        assertThatThrownBy(() -> fenced.seal(7)).isInstanceOf(FencedException.class);
        assertThat(store.isSealed(7)).isFalse();
    }

    @Test
    void shardsKeepTheirOwnOrderHoweverTheyAreMixed() throws IOException {
        for (int sequence = 0; sequence < 40; sequence++) {
            for (long shard = 1; shard <= 3; shard++) {
                writer.append(
                        shard,
                        sequence,
                        sequence,
                        "%d of %d".formatted(sequence, shard).getBytes(UTF_8));
            }
            if (sequence % 7 == 0) {
                writer.commit();
            }
        }
        writer.commit();

        for (long shard = 1; shard <= 3; shard++) {
            List<Batch.Entry> entries = store.read(shard, 0, MANY).entries();
            assertThat(entries).hasSize(40);
            for (int sequence = 0; sequence < 40; sequence++) {
                assertThat(entries.get(sequence).sequence()).isEqualTo(sequence);
                assertThat(entries.get(sequence).payload())
                        .asString(UTF_8)
                        .isEqualTo("%d of %d".formatted(sequence, shard));
            }
        }
    }

    @Test
    void readsStartAtAnySequenceAndKeepTheOrder() throws IOException {
        fill(1, 50);

        for (int from = 0; from <= 51; from++) {
            assertThat(sequences(1, from))
                    .as("from %d", from)
                    .isEqualTo(LongStream.range(from, 50).boxed().toList());
        }
    }

    @Test
    void aReadBehindTheHorizonStartsAtTheHorizon() throws IOException {
        fill(1, 10);
        store.trim(1, 4);

        assertThat(sequences(1, 0)).isEqualTo(LongStream.range(4, 10).boxed().toList());
        assertThat(sequences(1, 7)).first().isEqualTo(7L);
    }

    @Test
    void anEmptyPayloadAndALargeOneComeBackAsTheyWere() throws IOException {
        byte[] large = new byte[1 << 20];
        new Random(1).nextBytes(large);
        writer.append(1, 0, 0, new byte[0]);
        writer.append(1, 1, 0, large);
        writer.commit();

        List<Batch.Entry> entries = store.read(1, 0, new ReadLimit(2, 2 << 20)).entries();

        assertThat(entries).hasSize(2);
        assertThat(entries.getFirst().payload()).isEmpty();
        assertThat(entries.getLast().payload()).isEqualTo(large);
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
    void trimmedRecordsAreOutOfReachAndTheOthersAreNot() throws IOException {
        fill(1, 10);
        fill(2, 10);

        store.trim(1, Long.MAX_VALUE);
        store.trim(99, Long.MAX_VALUE);

        assertThat(sequences(1, 0)).isEmpty();
        assertThat(store.extent(1)).isEqualTo(new Extent(10, 10, 9));
        assertThat(store.firstSince(1, 0)).isEqualTo(10);
        assertThat(sequences(2, 0)).hasSize(10);
    }

    @Test
    void aShardGoesOnAfterAllOfItWasTrimmed() throws IOException {
        fill(1, 10);
        store.trim(1, Long.MAX_VALUE);
        store.reclaim();

        writer.append(1, 10, 20, new byte[1]);
        writer.commit();

        assertThat(sequences(1, 0)).containsExactly(10L);
        assertThat(store.extent(1)).isEqualTo(new Extent(10, 11, 20));
    }

    @Test
    void openingAWriterSealsWhatTheOneBeforeWrote() throws IOException {
        fill(1, 5);
        writer.append(1, 5, 5, "too late".getBytes(UTF_8));

        store.openWriter();

        assertThatThrownBy(() -> writer.commit()).isInstanceOf(FencedException.class);
        assertThat(store.extent(1)).isEqualTo(new Extent(0, 5, 4));
        reopen();
        assertThat(sequences(1, 0)).hasSize(5);
    }

    @Test
    void aClosedWriterAppendsNoMore() throws IOException {
        writer.append(1, 0, 0, new byte[1]);

        writer.close();

        assertThatThrownBy(() -> writer.commit()).isInstanceOf(FencedException.class);
        assertThat(store.extent(1)).isEqualTo(Extent.EMPTY);
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
