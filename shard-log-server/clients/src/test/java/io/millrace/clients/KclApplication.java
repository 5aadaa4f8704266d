package io.millrace.clients;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.RetrievalSpecificConfig;

/** A worker of the Kinesis Client Library that takes numbered records from a stream's beginning, and checkpoints. */
final class KclApplication implements AutoCloseable {
    private static final Duration END_MAX = Duration.ofSeconds(60);

    private final CloudWatchAsyncClient unused = CloudWatchAsyncClient.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("access", "secret")))
            .build();
    private final Scheduler scheduler;
    private final Thread thread;

    /** The Kinesis and the DynamoDB that it works with. */
    record Services(KinesisAsyncClient kinesis, DynamoDbAsyncClient leases) {}

    private KclApplication(String stream, Services services, RetrievalSpecificConfig retrieval, Numbers numbers) {
        ConfigsBuilder configs = new ConfigsBuilder(
                new SingleStreamTracker(
                        stream,
                        InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON)),
                stream + "-application",
                services.kinesis(),
                services.leases(),
                unused,
                "worker",
                () -> new Taker(numbers));
        scheduler = new Scheduler(
                configs.checkpointConfig(),
                configs.coordinatorConfig()
                        .parentShardPollIntervalMillis(500)
                        .shardConsumerDispatchPollIntervalMillis(100),
                configs.leaseManagementConfig()
                        .failoverTimeMillis(2_000)
                        .leaseAssignmentIntervalMillis(1_000L)
                        .leasesRecoveryAuditorExecutionFrequencyMillis(2_000)
                        .shardSyncIntervalMillis(1_000),
                configs.lifecycleConfig(),
                // CloudWatch would be called over the network.
                configs.metricsConfig().metricsFactory(new NullMetricsFactory()),
                configs.processorConfig(),
                configs.retrievalConfig().retrievalSpecificConfig(retrieval));
        thread = Thread.ofPlatform().name("kcl-" + stream).unstarted(scheduler);
    }

    static KclApplication start(String stream, Services services, RetrievalSpecificConfig retrieval, Numbers numbers) {
        KclApplication application = new KclApplication(stream, services, retrieval, numbers);
        application.thread.start();
        return application;
    }

    /** Throws {@link AssertionError} if the worker has ended by itself. */
    void assertRunning() {
        if (!thread.isAlive()) {
            throw new AssertionError("the worker has ended");
        }
    }

    /** Checkpoints and gives its leases back. */
    @Override
    public void close() {
        try {
            scheduler.startGracefulShutdown().get(END_MAX.toSeconds(), TimeUnit.SECONDS);
            thread.join(END_MAX);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the worker does not end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        unused.close();
    }

    /** A record is one number in decimal, and its partition key says whose. */
    private record Taker(Numbers numbers) implements ShardRecordProcessor {
        @Override
        public void initialize(InitializationInput input) {}

        @Override
        public void processRecords(ProcessRecordsInput input) {
            for (KinesisClientRecord record : input.records()) {
                numbers.take(
                        record.partitionKey(),
                        Integer.parseInt(
                                StandardCharsets.UTF_8.decode(record.data()).toString()),
                        record.sequenceNumber() + "/" + record.subSequenceNumber());
            }
            if (!input.records().isEmpty()) {
                checkpoint(input.checkpointer());
            }
        }

        @Override
        public void leaseLost(LeaseLostInput input) {}

        @Override
        public void shardEnded(ShardEndedInput input) {
            checkpoint(input.checkpointer());
        }

        @Override
        public void shutdownRequested(ShutdownRequestedInput input) {
            checkpoint(input.checkpointer());
        }

        private static void checkpoint(RecordProcessorCheckpointer checkpointer) {
            try {
                checkpointer.checkpoint();
            } catch (InvalidStateException | ShutdownException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
