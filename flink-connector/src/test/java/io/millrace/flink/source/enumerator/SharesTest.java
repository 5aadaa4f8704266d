package io.millrace.flink.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.ShardId;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SharesTest {
    private static ShardId shard(int index) {
        return new ShardId(index);
    }

    @Test
    void reservesTheShareOfReadersThatAreNotThereYet() {
        Shares shares = new Shares(false);

        assertThat(shares.readerFor(Set.of(0), 2, 3)).isEqualTo(0);
        shares.gave(0, shard(0));
        assertThat(shares.readerFor(Set.of(0), 2, 3)).isEqualTo(0);
        shares.gave(0, shard(1));
        assertThat(shares.readerFor(Set.of(0), 2, 3)).isEqualTo(Shares.NOBODY);
        assertThat(shares.readerFor(Set.of(0, 1), 2, 3)).isEqualTo(1);
    }

    @Test
    void givesToTheReaderThatHasLeast() {
        Shares shares = new Shares(false);
        shares.gave(0, shard(0));
        shares.gave(0, shard(1));
        shares.gave(1, shard(2));
        shares.finished(shard(0), 0);
        shares.finished(shard(1), 0);

        assertThat(shares.readerFor(Set.of(0, 1), 2, 2)).isEqualTo(0);
    }

    @Test
    void countsWhatABoundedReaderHasReadAgainstItsShare() {
        Shares shares = new Shares(true);
        shares.gave(0, shard(0));
        shares.finished(shard(0), 0);

        assertThat(shares.full(0, 2, 1)).isTrue();
        assertThat(shares.readerFor(Set.of(0), 2, 1)).isEqualTo(Shares.NOBODY);
        assertThat(shares.readerFor(Set.of(0, 1), 2, 1)).isEqualTo(1);
    }

    @Test
    void forgetsAReaderWithAllItHeld() {
        Shares shares = new Shares(true);
        shares.gave(0, shard(0));
        shares.gave(0, shard(1));
        shares.finished(shard(1), 0);
        shares.signalOnce(0);

        shares.forget(0);

        assertThat(shares.withAnother(shard(0))).isFalse();
        assertThat(shares.withAnother(shard(1))).isFalse();
        assertThat(shares.signalOnce(0)).isTrue();
    }
}
