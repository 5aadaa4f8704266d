package io.millrace.benchmarks.design;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DesignTest {
    private static final int SHARDS = 3;
    private static final int RECORDS = 5_000;
    private static final int RECORDS_A_COMMIT = 1_000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Designs.Kind.class)
    void everyRecordIsReadBackOnceSettled(Designs.Kind kind) throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        long[] bytes = new long[SHARDS];

        try (Design design = Designs.open(kind, directory, SHARDS)) {
            for (int record = 1; record <= RECORDS; record++) {
                int shard = random.nextInt(SHARDS);
                byte[] payload = new byte[random.nextInt(2_000)];
                random.nextBytes(payload);
                design.append(shard, payload);
                bytes[shard] += payload.length;
                if (record % RECORDS_A_COMMIT == 0) {
                    design.commit();
                }
            }
            design.settle();

            for (int shard = 0; shard < SHARDS; shard++) {
                assertThat(design.read(shard)).isEqualTo(bytes[shard]);
            }
        }
    }

    @Test
    void aSettledJournalIsGone() throws IOException {
        try (Design design = Designs.open(Designs.Kind.JOURNAL_THEN_FILES, directory, 1)) {
            design.append(0, new byte[100]);
            design.commit();
            design.settle();

            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrder("shard-0", "index-0", "journal-000001");
            }
        }
    }
}
