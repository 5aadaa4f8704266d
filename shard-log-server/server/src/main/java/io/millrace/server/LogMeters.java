package io.millrace.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.millrace.server.stream.Retention;
import io.millrace.storage.LocalLogStore;
import io.millrace.storage.LogStoreConfig;
import io.millrace.storage.LogStoreStatistics;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Shows what a log counts by itself: nothing is done for it until somebody asks. */
final class LogMeters {
    private final LocalLogStore store;
    private final MeterRegistry meters;

    private LogMeters(LocalLogStore store, MeterRegistry meters) {
        this.store = store;
        this.meters = meters;
    }

    static void show(LocalLogStore store, LogStoreConfig.Disk disk, MeterRegistry meters) {
        LogMeters log = new LogMeters(store, meters);
        log.appends();
        log.reads();
        log.disk(disk);
        new FileDescriptorMetrics().bindTo(meters);
    }

    /** Shows how often a retention has failed. */
    static void show(Retention retention, MeterRegistry meters) {
        FunctionCounter.builder("millrace_log_retention_failures", retention, Retention::failures)
                .description("Attempts to remove expired records that failed.")
                .register(meters);
    }

    private void appends() {
        counter("millrace_log_append_records", "Records committed.", LogStoreStatistics::appendedRecords);
        counter("millrace_log_append_bytes", "Bytes committed, frames included.", LogStoreStatistics::appendedBytes);
        counter(
                "millrace_log_force_seconds",
                "Time spent waiting for the disk to be sure.",
                statistics -> (double) statistics.forceNanos() / TimeUnit.SECONDS.toNanos(1));
    }

    private void reads() {
        tail("hit", LogStoreStatistics::tailHits);
        tail("miss", LogStoreStatistics::tailMisses);
    }

    private void tail(String result, ToDoubleFunction<LogStoreStatistics> value) {
        FunctionCounter.builder("millrace_log_tail_reads", store, open -> value.applyAsDouble(open.statistics()))
                .description("Runs of records that readers looked for in the memory tail.")
                .tag("result", result)
                .register(meters);
    }

    private void disk(LogStoreConfig.Disk disk) {
        counter(
                "millrace_log_reclaimed_segments",
                "Segments deleted by retention.",
                LogStoreStatistics::reclaimedSegments);
        counter("millrace_log_reclaimed_bytes", "Bytes of those segments.", LogStoreStatistics::reclaimedBytes);
        gauge(
                "millrace_log_segments",
                "Segments there are.",
                store -> store.statistics().segments());
        gauge(
                "millrace_log_disk_bytes",
                "Disk used by segments and indexes.",
                store -> store.statistics().diskBytes());
        gauge(
                "millrace_log_disk_max_bytes",
                "What they may use, +Inf if that is not limited.",
                store -> disk.bytesMax() == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : disk.bytesMax());
        gauge("millrace_log_room_bytes", "What the next commit may take of the disk.", LogMeters::room);
    }

    /** NaN if the volume does not say. */
    private static double room(LocalLogStore store) {
        try {
            return store.room();
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    private void counter(String name, String description, ToDoubleFunction<LogStoreStatistics> value) {
        FunctionCounter.builder(name, store, open -> value.applyAsDouble(open.statistics()))
                .description(description)
                .register(meters);
    }

    private void gauge(String name, String description, ToDoubleFunction<LocalLogStore> value) {
        Gauge.builder(name, store, value).description(description).register(meters);
    }
}
