package io.millrace.server.operation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.JsonApi;
import io.millrace.server.metric.KinesisMeters;
import io.millrace.server.stream.Streams;
import io.millrace.storage.LogStore;
import java.util.List;

/** The Kinesis API as the front door serves it. */
public final class KinesisApi {
    private KinesisApi() {}

    /** Wires the operations that are built; any other of the API answers UnknownOperationException. */
    public static JsonApi over(
            Account account, Streams streams, LogAccess log, Subscriptions subscriptions, MeterRegistry meters) {
        LogStore store = log.store();
        StreamFinder finder = new StreamFinder(account, streams);
        Tokens tokens = new Tokens(streams.tokenKey());
        KinesisMeters counters = new KinesisMeters(meters);
        Puts puts = new Puts(account, streams, log, counters);
        ConsumerFinder consumers = new ConsumerFinder(finder, streams.consumers());
        Updates updates = new Updates(finder, streams);
        ResourceTags tags = new ResourceTags(finder, consumers, updates);
        Scaling scaling = new Scaling(account, streams);
        Reshards reshards = new Reshards(finder, streams, scaling, new WriterSealer(log.writer()));
        AnswerBudget budget = new AnswerBudget(log.answerBytes());
        Gauge.builder("get_answers_left_bytes", budget, AnswerBudget::left).register(meters);
        ShardReads reads = new ShardReads(store, new StreamSeals(log.seals()));
        StartingPositions positions = new StartingPositions(finder, streams, store);
        Subscription.Ground ground =
                new Subscription.Ground(streams, consumers, reads, log.traffic(), budget, counters, subscriptions);
        Gets gets = new Gets(account, log.traffic(), budget, counters);
        PolicyOwners owners = new PolicyOwners(finder, consumers, streams);
        return new JsonApi(
                "kinesis",
                "Kinesis_20131202",
                "kinesis",
                KinesisError.UNKNOWN_OPERATION,
                List.of(
                        new AddTagsToStream(updates),
                        new CreateStream(account, streams, scaling),
                        new DecreaseStreamRetentionPeriod(updates),
                        new DeleteResourcePolicy(owners),
                        new DeleteStream(finder, streams, counters),
                        new DeregisterStreamConsumer(consumers, counters),
                        new DescribeAccountSettings(streams),
                        new DescribeLimits(streams),
                        new DescribeStream(finder),
                        new DescribeStreamConsumer(finder, consumers),
                        new DescribeStreamSummary(finder, streams),
                        new DisableEnhancedMonitoring(finder, updates, counters),
                        new EnableEnhancedMonitoring(finder, updates),
                        new GetRecords(finder, streams, reads, tokens, gets),
                        new GetResourcePolicy(owners),
                        new GetShardIterator(finder, streams, positions, tokens),
                        new IncreaseStreamRetentionPeriod(updates),
                        new ListShards(finder, streams, tokens),
                        new ListStreamConsumers(finder, consumers, streams, tokens),
                        new ListStreams(finder, streams, tokens),
                        new ListTagsForResource(tags),
                        new ListTagsForStream(finder),
                        new MergeShards(finder, reshards),
                        new PutRecord(finder, puts, streams::now),
                        new PutRecords(finder, puts),
                        new PutResourcePolicy(owners),
                        new RegisterStreamConsumer(finder, consumers, streams),
                        new RemoveTagsFromStream(updates),
                        new SplitShard(finder, reshards),
                        new StartStreamEncryption(finder, streams, updates, log.seals()),
                        new StopStreamEncryption(finder, streams, updates),
                        new SubscribeToShard(finder, consumers, positions, ground),
                        new TagResource(tags),
                        new UntagResource(tags),
                        new UpdateAccountSettings(streams),
                        new UpdateMaxRecordSize(updates),
                        new UpdateShardCount(finder, updates, scaling),
                        new UpdateStreamMode(updates, scaling),
                        new UpdateStreamWarmThroughput(finder, updates, scaling)),
                new KinesisAccess(account, streams, tokens));
    }
}
