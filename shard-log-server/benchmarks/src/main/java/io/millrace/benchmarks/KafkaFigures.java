package io.millrace.benchmarks;

import io.millrace.benchmarks.process.Kafka;
import io.millrace.benchmarks.process.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Figures of Kafka, by its own tools: 4 partitions, records of 1 KiB, {@code acks=all}. */
final class KafkaFigures {
    private static final long FIRST_RECORDS = 400_000;
    private static final long FIRST_FLUSHED_RECORDS = 80_000;
    private static final long CONSUMED_RECORDS_MAX = GetFigures.FILL_BYTES >> 10;
    private static final List<String> FLUSH = List.of("flush.messages=1");
    private static final int SHARDS = PutFigures.SHARDS;

    private KafkaFigures() {}

    static void measure(Run run) throws IOException {
        Path directory = run.scratch().directory("kafka");
        try (Kafka kafka = Kafka.start(run.scratch(), Run.HOME.resolve("kafka/target/libs"), directory)) {
            kafka.createTopic("first", SHARDS, List.of());
            kafka.createTopic("put", SHARDS, List.of());
            kafka.createTopic("flush", SHARDS, FLUSH);
            double perSecond = tryOut(kafka, "first", FIRST_RECORDS);
            long put = produce(run, kafka, "put", perSecond, "kafka_put");
            long consumed = Math.min(put, CONSUMED_RECORDS_MAX);
            // Twice: the broker's first fetches are its compiler's.
            kafka.consume("put", consumed);
            run.figures().print("kafka_get", kafka.consume("put", consumed).megabytesPerSecond(), "MB/s");
            kafka.createTopic("first-flush", SHARDS, FLUSH);
            perSecond = tryOut(kafka, "first-flush", FIRST_FLUSHED_RECORDS);
            produce(run, kafka, "flush", perSecond, "kafka_put_flush");
        }
        Scratch.delete(directory);
    }

    /** How many records a second it takes, so that the measured run takes its time. */
    private static double tryOut(Kafka kafka, String topic, long records) throws IOException {
        return kafka.produce(topic, records, records / 2, List.of()).megabytesPerSecond() * (1 << 10);
    }

    /** Returns how many records it put. */
    private static long produce(Run run, Kafka kafka, String topic, double perSecond, String figure)
            throws IOException {
        long warmUp = (long) (perSecond * run.window().warmUp().toSeconds());
        long measured = (long) (perSecond * run.window().measured().toSeconds());
        Kafka.Speed speed = kafka.produce(topic, warmUp + measured, warmUp, List.of());
        run.figures().print(figure, speed.megabytesPerSecond(), "MB/s");
        return warmUp + measured;
    }
}
