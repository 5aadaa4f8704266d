package io.millrace.server.operation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerBudgetTest {
    private static final int TEN = 10 << 20;

    @Test
    void answersGetSmallerAndAtLastNone() {
        AnswerBudget budget = new AnswerBudget(100 << 20);
        long taken = 0;
        int last = TEN;
        for (int given = budget.take(TEN); given > 0; given = budget.take(TEN)) {
            assertThat(given).isLessThanOrEqualTo(last);
            last = given;
            taken += given;
        }

        assertThat(taken).isLessThan(100 << 20);
        assertThat(last).isBetween(64 << 10, 1 << 20);
    }

    @Test
    void whatIsGivenBackIsThereForTheNext() {
        AnswerBudget budget = new AnswerBudget(1 << 20);
        int first = budget.take(TEN);
        while (budget.take(TEN) > 0) {
            // Until it is empty.
        }

        budget.give(first);

        assertThat(budget.take(TEN)).isPositive();
    }

    @Test
    void anAnswerThatNeedsLittleGetsIt() {
        assertThat(new AnswerBudget(1_000).take(10)).isEqualTo(10);
    }
}
