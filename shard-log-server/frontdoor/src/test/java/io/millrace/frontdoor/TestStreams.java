package io.millrace.frontdoor;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** A very small Kinesis: enough of every kind of value to see the door work, and nothing kept. */
final class TestStreams implements Service {
    private final Map<String, Integer> shardsOf = new ConcurrentHashMap<>();

    enum TestError implements ErrorCode {
        RESOURCE_IN_USE("ResourceInUseException"),
        RESOURCE_NOT_FOUND("ResourceNotFoundException"),
        INVALID_ARGUMENT("InvalidArgumentException");

        private final String wireName;

        TestError(String wireName) {
            this.wireName = wireName;
        }

        @Override
        public String wireName() {
            return wireName;
        }

        @Override
        public int httpStatus() {
            return 400;
        }
    }

    @Override
    public List<JsonApi> apis() {
        return List.of(new JsonApi(
                "kinesis",
                "Kinesis_20131202",
                "kinesis",
                TestError.INVALID_ARGUMENT,
                List.of(new CreateStream(), new PutRecords())));
    }

    @Override
    public void close() {}

    private final class CreateStream implements Operation<CreateStreamRequest, CreateStreamResponse> {
        @Override
        public Class<CreateStreamRequest> inputType() {
            return CreateStreamRequest.class;
        }

        @Override
        public CreateStreamResponse handle(CreateStreamRequest input) {
            if (shardsOf.putIfAbsent(input.streamName(), input.shardCount()) != null) {
                throw TestError.RESOURCE_IN_USE.because("Stream " + input.streamName() + " already exists.");
            }
            return CreateStreamResponse.builder().build();
        }
    }

    private final class PutRecords implements Operation<PutRecordsRequest, PutRecordsResponse> {
        @Override
        public Class<PutRecordsRequest> inputType() {
            return PutRecordsRequest.class;
        }

        @Override
        public PutRecordsResponse handle(PutRecordsRequest input) {
            if (!shardsOf.containsKey(input.streamName())) {
                throw TestError.RESOURCE_NOT_FOUND.because(
                        "Stream %s under account 000000000000 not found.".formatted(input.streamName()));
            }
            List<PutRecordsResultEntry> entries = input.records().stream()
                    .map(entry -> PutRecordsResultEntry.builder()
                            .shardId("shardId-000000000000")
                            .sequenceNumber(String.valueOf(entry.data().asByteArrayUnsafe().length))
                            .build())
                    .toList();
            return PutRecordsResponse.builder()
                    .failedRecordCount(0)
                    .records(entries)
                    .build();
        }
    }
}
