package io.millrace.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RestsTest {
    private static final long MILLISECOND = 1_000_000;
    private static final int LARGE = 4 << 20;
    private static final int SMALL = 4 << 10;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - MILLISECOND); // the clock may wrap
    private final Rests rests = new Rests(now::get);

    @Test
    void nobodyRestsWhileNothingLargeIsAppended() {
        rests.appended(SMALL);

        assertThat(rests.areDue()).isFalse();
        assertThat(rests.after(MILLISECOND, 0)).isZero();
    }

    @Test
    void aReaderRestsThreeTimesAsLongAsItReadBesideLargeBatches() {
        rests.appended(LARGE);

        assertThat(rests.areDue()).isTrue();
        assertThat(rests.after(MILLISECOND, 0)).isEqualTo(3 * MILLISECOND);
    }

    @Test
    void readersRestOneBehindTheOther() {
        rests.appended(LARGE);

        assertThat(rests.after(MILLISECOND, 0)).isEqualTo(3 * MILLISECOND);
        assertThat(rests.after(2 * MILLISECOND, 0)).isEqualTo(9 * MILLISECOND);
    }

    @Test
    void nobodyRestsOnceTheLastLargeBatchIsLongAgo() {
        rests.appended(LARGE);
        now.addAndGet(60 * MILLISECOND);

        assertThat(rests.after(MILLISECOND, 0)).isZero();
    }

    @Test
    void oneReadingRestsForABoundedTimeInAll() {
        rests.appended(LARGE);
        rests.after(1_000 * MILLISECOND, 0);

        assertThat(rests.after(MILLISECOND, 0)).isEqualTo(Rests.REST_NANOS_MAX);
        assertThat(rests.after(MILLISECOND, Rests.REST_NANOS_MAX)).isZero();
    }
}
