package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamWarmThroughputRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamWarmThroughputResponse;

/** Has an on-demand stream hold so much throughput ready, and release what it has beyond that. */
final class UpdateStreamWarmThroughput
        implements Operation<UpdateStreamWarmThroughputRequest, UpdateStreamWarmThroughputResponse> {
    private final StreamFinder finder;
    private final Updates updates;
    private final Scaling scaling;

    UpdateStreamWarmThroughput(StreamFinder finder, Updates updates, Scaling scaling) {
        this.finder = finder;
        this.updates = updates;
        this.scaling = scaling;
    }

    @Override
    public Class<UpdateStreamWarmThroughputRequest> inputType() {
        return UpdateStreamWarmThroughputRequest.class;
    }

    @Override
    public UpdateStreamWarmThroughputResponse handle(UpdateStreamWarmThroughputRequest input) {
        int wanted = input.warmThroughputMiBps();
        Streams.Change change = updates.update(
                new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId()), stream -> {
                    int shards = scaling.warmShards(stream.properties().mode(), wanted);
                    scaling.checkRoom(stream, shards);
                    return stream.with(stream.capacity().withWarmMiBps(wanted).towards(shards));
                });
        Stream after = change.after();
        return UpdateStreamWarmThroughputResponse.builder()
                .streamName(after.name().value())
                .streamARN(finder.arn(after))
                .warmThroughput(Scaling.warmThroughput(after))
                .build();
    }
}
