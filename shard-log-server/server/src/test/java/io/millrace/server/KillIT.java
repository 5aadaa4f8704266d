package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.testing.kill.KillRounds;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kills the server's process under load, time and again, and looks for what it had promised. */
class KillIT {
    private static final Logger logger = LoggerFactory.getLogger(KillIT.class);
    private static final int KILLS = 10;

    @TempDir
    private Path directory;

    @Test
    void tenKillsLoseNoAcknowledgedRecordAndDoubleNone() throws Exception {
        long seed = System.nanoTime();

        KillRounds.Report report = new KillRounds(directory, seed).run(KILLS, kill -> {});

        logger.warn("{}", report);
        assertThat(report.acknowledged()).isGreaterThan(KILLS * 300);
        assertThat(report.found()).isBetween(report.acknowledged(), report.sent());
        assertThat(report.seen()).isPositive();
        assertThat(report.streams()).isGreaterThanOrEqualTo(KILLS);
        assertThat(report.shards()).isGreaterThanOrEqualTo(KILLS);
        assertThat(report.encryptions()).isGreaterThanOrEqualTo(KILLS);
    }
}
