package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.LIMIT_EXCEEDED;
import static io.millrace.server.operation.KinesisError.RESOURCE_IN_USE;

import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.Operation;
import io.millrace.model.StreamName;
import io.millrace.server.stream.Creation;
import io.millrace.server.stream.OnDemandConfig;
import io.millrace.server.stream.Streams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamResponse;
import software.amazon.awssdk.services.kinesis.model.StreamMode;

/** Makes a stream with even shards. */
final class CreateStream implements Operation<CreateStreamRequest, CreateStreamResponse> {
    private static final int RECORD_KIB_DEFAULT = 1024;
    private static final int KIB = 1024;

    private final Account account;
    private final Streams streams;
    private final Scaling scaling;

    CreateStream(Account account, Streams streams, Scaling scaling) {
        this.account = account;
        this.streams = streams;
        this.scaling = scaling;
    }

    @Override
    public Class<CreateStreamRequest> inputType() {
        return CreateStreamRequest.class;
    }

    @Override
    public CreateStreamResponse handle(CreateStreamRequest input) {
        StreamMode mode = mode(input);
        int shards = shards(mode, input);
        int recordKib = input.maxRecordSizeInKiB() == null ? RECORD_KIB_DEFAULT : input.maxRecordSizeInKiB();
        int warm = input.warmThroughputMiBps() == null ? 0 : input.warmThroughputMiBps();
        Creation creation = create(new Creation.Wish(
                new StreamName(input.streamName()),
                mode,
                shards,
                recordKib * KIB,
                Tags.merged(Map.of(), input.tags()),
                warm));
        return switch (creation) {
            case Creation.Created created -> CreateStreamResponse.builder().build();
            case Creation.NameTaken taken ->
                throw RESOURCE_IN_USE.because(
                        "Stream %s under account %s already exists.".formatted(input.streamName(), account.id()));
            case Creation.TooManyShards over ->
                throw ShardLimit.exceeded(account, over.current(), over.limit(), shards);
            case Creation.TooManyOnDemandStreams over ->
                throw LIMIT_EXCEEDED.because(
                        "This request would exceed the on-demand stream limit of %d for the account %s in %s."
                                .formatted(over.limit(), account.id(), account.region()));
        };
    }

    /** AWS makes an on-demand stream for who says neither a mode nor how many shards. */
    private static StreamMode mode(CreateStreamRequest input) {
        if (input.streamModeDetails() != null) {
            return input.streamModeDetails().streamMode();
        }
        return input.shardCount() == null ? StreamMode.ON_DEMAND : StreamMode.PROVISIONED;
    }

    private int shards(StreamMode mode, CreateStreamRequest input) {
        Integer warm = input.warmThroughputMiBps();
        if (mode == StreamMode.ON_DEMAND) {
            if (input.shardCount() != null) {
                throw INVALID_ARGUMENT.because("ShardCount is not expected when StreamMode=ON_DEMAND");
            }
            return warm == null ? OnDemandConfig.SHARDS_MIN : scaling.warmShards(mode, warm);
        }
        if (input.shardCount() == null) {
            throw INVALID_ARGUMENT.because("ShardCount is expected when StreamMode=PROVISIONED");
        }
        if (warm != null) {
            throw INVALID_ARGUMENT.because("WarmThroughputMiBps is not expected when StreamMode=PROVISIONED");
        }
        return input.shardCount();
    }

    private Creation create(Creation.Wish wish) {
        try {
            return streams.create(wish);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
