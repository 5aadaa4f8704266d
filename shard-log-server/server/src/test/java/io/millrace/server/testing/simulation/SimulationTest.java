package io.millrace.server.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
    private static final long SEEDS = 2_000;

    @Test
    void everyInvariantHoldsForEverySeed() throws InterruptedException {
        assertThat(new Seeds(0, SEEDS).run(Runtime.getRuntime().availableProcessors(), seed -> {}))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2})
    void aSeedDoesTheSameEveryTime(long seed) throws IOException, InterruptedException {
        List<String> once = Seeds.<List<String>, IOException>quietly(() -> Simulation.events(seed));
        List<String> again = Seeds.<List<String>, IOException>quietly(() -> Simulation.events(seed));

        assertThat(again).isEqualTo(once);
    }
}
