package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;

import io.millrace.frontdoor.Operation;
import io.millrace.server.stream.Capacity;
import io.millrace.server.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamModeRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamModeResponse;

/** Changes who decides on a stream's shards: its owner, or its traffic. The shards stay as they are at first. */
final class UpdateStreamMode implements Operation<UpdateStreamModeRequest, UpdateStreamModeResponse> {
    private final Updates updates;
    private final Scaling scaling;

    UpdateStreamMode(Updates updates, Scaling scaling) {
        this.updates = updates;
        this.scaling = scaling;
    }

    @Override
    public Class<UpdateStreamModeRequest> inputType() {
        return UpdateStreamModeRequest.class;
    }

    @Override
    public UpdateStreamModeResponse handle(UpdateStreamModeRequest input) {
        if (input.streamARN() == null && input.streamId() == null) {
            throw INVALID_ARGUMENT.because("StreamARN must be provided.");
        }
        StreamMode mode = input.streamModeDetails().streamMode();
        updates.update(
                new StreamFinder.Reference(null, input.streamARN(), input.streamId()),
                stream -> changed(stream, mode, input.warmThroughputMiBps()));
        return UpdateStreamModeResponse.builder().build();
    }

    private Stream changed(Stream stream, StreamMode mode, @Nullable Integer warmMiBps) {
        Capacity capacity = stream.capacity();
        if (mode != stream.properties().mode()) {
            scaling.checkSwitches(stream);
            if (mode == StreamMode.ON_DEMAND) {
                scaling.checkOnDemandStreams();
            }
            capacity = capacity.withWarmMiBps(0).switchedAt(scaling.now());
        }
        if (warmMiBps != null) {
            int shards = scaling.warmShards(mode, warmMiBps);
            scaling.checkRoom(stream, shards);
            capacity = capacity.withWarmMiBps(warmMiBps).towards(shards);
        }
        return stream.with(stream.properties().withMode(mode)).with(capacity);
    }
}
