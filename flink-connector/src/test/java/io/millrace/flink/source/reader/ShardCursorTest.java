package io.millrace.flink.source.reader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.flink.proxy.StreamException;
import io.millrace.flink.proxy.testing.FakeStream;
import io.millrace.flink.source.split.ExpiredPosition;
import io.millrace.flink.source.split.Progress;
import io.millrace.flink.source.split.ShardSplit;
import io.millrace.model.ShardId;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardCursorTest {
    private static final ShardId SHARD = new ShardId(0);
    private static final Progress AFTER_TWO = new Progress.After(BigInteger.TWO);

    private final FakeStream stream = new FakeStream(1);

    private ShardCursor cursor(ShardSplit split, ExpiredPosition expiredPosition) {
        return new ShardCursor(stream, split, 100, expiredPosition);
    }

    private ShardCursor cursor(Progress progress) {
        return cursor(ShardSplit.unread(SHARD, progress, null), ExpiredPosition.FAIL);
    }

    private void append(String... texts) {
        for (String text : texts) {
            stream.append(SHARD, text);
        }
    }

    private static List<String> texts(ShardCursor.Read read) {
        return read.records().stream()
                .map(record -> new String(record.data(), UTF_8))
                .toList();
    }

    @Test
    void goesOnAfterTheLastRecord() throws StreamException {
        append("a", "b", "c");

        ShardCursor.Read read = cursor(AFTER_TWO).read();

        assertThat(texts(read)).containsExactly("c");
    }

    @Test
    void findsNothingMissingIfTheLastRecordIsTheNewest() throws StreamException {
        append("a", "b");
        ShardCursor cursor = cursor(AFTER_TWO);

        assertThat(texts(cursor.read())).isEmpty();
        append("c");

        assertThat(texts(cursor.read())).containsExactly("c");
    }

    @Test
    void failsIfTheLastRecordExpired() {
        append("a", "b", "c", "d");
        stream.expire(SHARD, 3);

        assertThatThrownBy(() -> cursor(AFTER_TWO).read())
                .isInstanceOf(StreamException.class)
                .hasMessageContaining("no longer retained")
                .hasMessageContaining("scan.expired-position");
    }

    @Test
    void goesOnWithTheOldestRecordIfToldSo() throws StreamException {
        append("a", "b", "c", "d");
        stream.expire(SHARD, 3);

        ShardCursor.Read read = cursor(ShardSplit.unread(SHARD, AFTER_TWO, null), ExpiredPosition.TRIM_HORIZON)
                .read();

        assertThat(texts(read)).containsExactly("d");
    }

    @Test
    void failsIfEverythingExpired() {
        append("a", "b", "c");
        stream.expire(SHARD, 3);

        assertThatThrownBy(() -> cursor(AFTER_TWO).read()).hasMessageContaining("no longer retained");
    }

    @Test
    void anIdleShardMayLoseItsLastRecordIfItWasReadToItsTipWithinTheRetention() throws StreamException {
        append("a", "b");
        ShardSplit idle = ShardSplit.unread(SHARD, AFTER_TWO, null).completeUntil(stream.now());
        stream.expire(SHARD, 2);
        stream.pass(stream.retention().minusSeconds(1));
        append("c");

        assertThat(texts(cursor(idle, ExpiredPosition.FAIL).read())).containsExactly("c");
    }

    @Test
    void anIdleShardFailsAfterItsRetention() {
        ShardSplit idle = ShardSplit.unread(SHARD, new Progress.FromTimestamp(stream.now()), null)
                .completeUntil(stream.now());
        stream.pass(stream.retention().plusSeconds(1));
        append("c");

        assertThatThrownBy(() -> cursor(idle, ExpiredPosition.FAIL).read()).hasMessageContaining("no longer retained");
    }

    @Test
    void tellsWhenItMetTheTipButNotOften() throws StreamException {
        ShardCursor cursor = cursor(new Progress.FromTrimHorizon());
        Instant start = stream.now();

        assertThat(cursor.read().tip()).isEqualTo(start.minusSeconds(2));
        assertThat(cursor.read().tip()).isNull();
        stream.pass(Duration.ofMinutes(1));

        assertThat(cursor.read().tip()).isEqualTo(start.plusSeconds(58));
    }

    @Test
    void renewsAnIteratorWithoutLossOrRepetition() throws StreamException {
        append("a", "b");
        ShardCursor cursor = cursor(new Progress.FromTrimHorizon());
        assertThat(texts(cursor.read())).containsExactly("a", "b");
        stream.expireIterators();
        append("c");

        assertThatThrownBy(cursor::read)
                .isInstanceOfSatisfying(
                        StreamException.class,
                        e -> assertThat(e.kind()).isEqualTo(StreamException.Kind.ITERATOR_EXPIRED));
        cursor.renew();

        assertThat(texts(cursor.read())).containsExactly("c");
    }

    @Test
    void endsWithTheShard() throws StreamException {
        append("a");
        stream.split(SHARD);

        ShardCursor.Read read = cursor(new Progress.FromTrimHorizon()).read();

        assertThat(texts(read)).containsExactly("a");
        assertThat(read.finished()).isTrue();
    }

    @Test
    void endsBeforeTheFirstRecordThatArrivedTooLate() throws StreamException {
        Instant end = stream.now();
        append("a");
        stream.pass(Duration.ofMillis(1));
        append("late");
        ShardCursor cursor =
                cursor(ShardSplit.unread(SHARD, new Progress.FromTrimHorizon(), end), ExpiredPosition.FAIL);

        ShardCursor.Read read = cursor.read();

        assertThat(texts(read)).containsExactly("a");
        assertThat(read.finished()).isTrue();
    }

    @Test
    void endsAtTheTipIfBounded() throws StreamException {
        append("a");
        ShardCursor cursor =
                cursor(ShardSplit.unread(SHARD, new Progress.FromTrimHorizon(), stream.now()), ExpiredPosition.FAIL);

        assertThat(cursor.read().finished()).isFalse();

        assertThat(cursor.read().finished()).isTrue();
    }

    @Test
    void aShardThatIsGoneEndsTheJobUnlessToldOtherwise() throws StreamException {
        stream.split(SHARD);
        stream.drop(SHARD);
        ShardSplit split = ShardSplit.unread(SHARD, AFTER_TWO, null);

        assertThatThrownBy(() -> cursor(split, ExpiredPosition.FAIL).read()).hasMessageContaining("no shard");

        assertThat(cursor(split, ExpiredPosition.TRIM_HORIZON).read().finished())
                .isTrue();
    }
}
