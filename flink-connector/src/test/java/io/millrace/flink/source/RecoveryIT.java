package io.millrace.flink.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flink.Conditions;
import io.millrace.flink.LocalStreams;
import io.millrace.flink.proxy.StreamProxyFactory;
import io.millrace.flink.proxy.testing.FakeStream;
import io.millrace.flink.source.reader.RecordDeserializer;
import io.millrace.model.PartitionKey;
import io.millrace.model.ShardId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.Collector;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a job counted in its state is counted once, whatever happened to it. */
class RecoveryIT {
    private static final int TASK_MANAGERS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(TASK_MANAGERS)
            .setNumberSlotsPerTaskManager(2)
            .build());

    /** Functions run in this process but are copied there: this is where they and a test meet, by the test's name. */
    private static final Map<String, Map<String, Integer>> COUNTS = new ConcurrentHashMap<>();

    private final String name = UUID.randomUUID().toString();
    private final Map<String, Integer> counts = COUNTS.computeIfAbsent(name, key -> new ConcurrentHashMap<>());

    private JobClient run(StreamProxyFactory stream, Path checkpoints, int parallelism, Configuration more)
            throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 100);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
        configuration.addAll(more);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        environment.setParallelism(parallelism);
        environment.setMaxParallelism(16);
        SourceSettings settings = SourceSettings.of(stream).discoveringEvery(Duration.ofMillis(100));
        environment
                .fromSource(
                        new MillraceSource<>(settings, RecordDeserializer.ofData(new SimpleStringSchema())),
                        WatermarkStrategy.noWatermarks(),
                        "source")
                .uid("source")
                .keyBy(text -> text)
                .process(new Counting(name))
                .uid("counting")
                .sinkTo(new DiscardingSink<>());
        return environment.executeAsync();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    private void awaitCounted(int many) throws InterruptedException {
        Conditions.await(PATIENCE, () -> counts.size() >= many);
    }

    private void assertAllCountedOnce(int many) {
        assertThat(counts).hasSize(many);
        assertThat(counts.values()).containsOnly(1);
    }

    /** Stops a job with a savepoint, which it has; one that is just being restarted is asked again. */
    private static String stop(JobClient job, Path checkpoints) throws InterruptedException {
        AtomicReference<String> savepoint = new AtomicReference<>();
        Conditions.await(PATIENCE, () -> {
            try {
                savepoint.set(
                        job.stopWithSavepoint(false, checkpoints.toUri().toString(), SavepointFormatType.CANONICAL)
                                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
                return true;
            } catch (ExecutionException e) {
                if (ExceptionUtils.findThrowable(e, CheckpointException.class).isEmpty()) {
                    throw new AssertionError(e);
                }
                return false;
            } catch (InterruptedException | TimeoutException e) {
                throw new AssertionError(e);
            }
        });
        return savepoint.get();
    }

    /** The cluster counts the lost ones on. */
    private static final AtomicInteger LOST = new AtomicInteger();

    private static void loseTaskManager(MiniCluster cluster) throws Exception {
        cluster.terminateTaskManager(LOST.getAndIncrement()).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        cluster.startTaskManager();
    }

    @Test
    void aLostTaskManagerLosesAndRepeatsNothing(
            @InjectMiniCluster MiniCluster cluster, @TempDir Path directory, @TempDir Path checkpoints)
            throws Exception {
        try (LocalStreams streams = LocalStreams.start(directory)) {
            String stream = streams.create("killed", 4);
            streams.put(stream, numbers(0, 1000));
            JobClient job = run(streams.stream(stream), checkpoints, 2, new Configuration());
            awaitCounted(1000);

            for (int round = 1; round <= 2; round++) {
                loseTaskManager(cluster);
                streams.put(stream, numbers(round * 1000, (round + 1) * 1000));
                awaitCounted((round + 1) * 1000);
            }
            String savepoint = stop(job, checkpoints);

            assertAllCountedOnce(3000);
            assertThat(savepoint).isNotEmpty();
        }
    }

    @Test
    void aSavepointIsRestoredAtAnotherParallelism(@TempDir Path directory, @TempDir Path checkpoints) throws Exception {
        try (LocalStreams streams = LocalStreams.start(directory)) {
            String stream = streams.create("rescaled", 4);
            streams.put(stream, numbers(0, 500));
            JobClient first = run(streams.stream(stream), checkpoints, 1, new Configuration());
            awaitCounted(500);
            String savepoint = stop(first, checkpoints);
            streams.put(stream, numbers(500, 1000));

            Configuration restored = new Configuration();
            restored.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
            JobClient second = run(streams.stream(stream), checkpoints, 3, restored);
            awaitCounted(1000);
            streams.put(stream, numbers(1000, 1100));
            awaitCounted(1100);
            second.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

            assertAllCountedOnce(1100);
        }
    }

    @Test
    void aServerThatRestartsIsWaitedFor(@TempDir Path directory, @TempDir Path checkpoints) throws Exception {
        try (LocalStreams streams = LocalStreams.start(directory)) {
            String stream = streams.create("restarted", 2);
            streams.put(stream, numbers(0, 300));
            JobClient job = run(streams.stream(stream), checkpoints, 1, new Configuration());
            awaitCounted(300);

            streams.server().restart();
            streams.put(stream, numbers(300, 600));
            awaitCounted(600);
            job.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

            assertAllCountedOnce(600);
        }
    }

    @Test
    void shardsThatEndBetweenCheckpointsAndFailuresAreReadOnceWithTheirChildren(
            @InjectMiniCluster MiniCluster cluster, @TempDir Path checkpoints) throws Exception {
        FakeStream stream = new FakeStream(2);
        JobClient job = run(stream.factory(), checkpoints, 2, new Configuration());
        List<ShardId> open = new ArrayList<>(List.of(new ShardId(0), new ShardId(1)));
        int written = 0;

        for (int round = 0; round < 8; round++) {
            for (int count = 0; count < 200; count++) {
                stream.append(new PartitionKey("key" + written), Integer.toString(written++));
            }
            awaitCounted(written - 150);
            open.addAll(stream.split(open.removeFirst()));
            if (round % 3 == 1) {
                loseTaskManager(cluster);
            }
        }
        awaitCounted(written);
        stop(job, checkpoints);

        assertAllCountedOnce(written);
    }

    private static final class Counting extends KeyedProcessFunction<String, String, String> {
        private static final long serialVersionUID = 1L;

        private final String test;
        private transient ValueState<Integer> count;

        private Counting(String test) {
            this.test = test;
        }

        @Override
        public void open(OpenContext context) {
            count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Integer.class));
        }

        @Override
        public void processElement(String text, Context context, Collector<String> out) throws Exception {
            int now = count.value() == null ? 1 : count.value() + 1;
            count.update(now);
            COUNTS.computeIfAbsent(test, key -> new ConcurrentHashMap<>()).merge(text, now, Math::max);
        }
    }
}
