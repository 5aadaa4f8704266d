package io.millrace.server.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswerBudgetTest {
    private static final int TEN = 10 << 20;

    @Test
    void answersGetSmallerAndAtLastNone() {
        List<AnswerBudget.Share> shares = drain(new AnswerBudget(100 << 20));

        assertThat(shares)
                .extracting(AnswerBudget.Share::bytes)
                .isSortedAccordingTo((one, other) -> Long.compare(other, one));
        assertThat(shares.stream().mapToLong(AnswerBudget.Share::bytes).sum()).isLessThan(100 << 20);
        assertThat(shares.getLast().bytes()).isBetween(64L << 10, 1L << 20);
    }

    @Test
    void whatIsGivenBackIsThereForTheNextAndNotTwice() {
        AnswerBudget budget = new AnswerBudget(1 << 20);
        List<AnswerBudget.Share> shares = drain(budget);

        shares.getFirst().giveBack();
        assertThat(budget.take(TEN)).isPresent();

        shares.forEach(AnswerBudget.Share::giveBack);
        shares.forEach(AnswerBudget.Share::giveBack);
        assertThat(budget.left()).isLessThan(1 << 20);
    }

    @Test
    void anAnswerHoldsWhatItReallyHolds() {
        AnswerBudget budget = new AnswerBudget(100 << 20);
        AnswerBudget.Share less = budget.take(TEN).orElseThrow();
        AnswerBudget.Share more = budget.take(TEN).orElseThrow();

        less.settle(1 << 20);
        more.settle(20 << 20);
        assertThat(budget.left()).isEqualTo(79 << 20);

        less.giveBack();
        more.giveBack();
        assertThat(budget.left()).isEqualTo(100 << 20);
    }

    @Test
    void anAnswerThatNeedsLittleGetsIt() {
        assertThat(new AnswerBudget(1_000).take(10).orElseThrow().bytes()).isEqualTo(10);
    }

    private static List<AnswerBudget.Share> drain(AnswerBudget budget) {
        List<AnswerBudget.Share> shares = new ArrayList<>();
        for (Optional<AnswerBudget.Share> given = budget.take(TEN); given.isPresent(); given = budget.take(TEN)) {
            shares.add(given.get());
        }
        return shares;
    }
}
