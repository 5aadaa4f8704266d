package io.millrace.frontdoor;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamRequest;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamResponse;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamResponse;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.Tag;

/** A very small Kinesis, one shard a stream and all in memory: enough of every kind of value to see the door work. */
final class TestStreams implements Service {
    /** Asking for records with this iterator breaks the service. */
    static final String FATAL_ITERATOR = "fatal";

    private final Map<String, List<PutRecordsRequestEntry>> recordsOf = new ConcurrentHashMap<>();
    private final Map<String, String> tags = new ConcurrentHashMap<>();

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

    private record Action<I extends SdkPojo, O extends SdkPojo>(String name, Class<I> inputType, Function<I, O> does)
            implements Operation<I, O> {
        @Override
        public O handle(I input) {
            return does.apply(input);
        }
    }

    @Override
    public List<JsonApi> apis() {
        return List.of(new JsonApi(
                "kinesis",
                "Kinesis_20131202",
                "kinesis",
                TestError.INVALID_ARGUMENT,
                List.of(
                        new Action<>("CreateStream", CreateStreamRequest.class, this::createStream),
                        new Action<>("PutRecords", PutRecordsRequest.class, this::putRecords),
                        new Action<>("GetRecords", GetRecordsRequest.class, this::getRecords),
                        new Action<>("ListShards", ListShardsRequest.class, this::listShards),
                        new Action<>("AddTagsToStream", AddTagsToStreamRequest.class, this::addTags),
                        new Action<>("ListTagsForStream", ListTagsForStreamRequest.class, this::listTags))));
    }

    @Override
    public void close() {}

    private CreateStreamResponse createStream(CreateStreamRequest input) {
        if (recordsOf.putIfAbsent(input.streamName(), List.of()) != null) {
            throw TestError.RESOURCE_IN_USE.because(
                    "Stream %s under account 000000000000 already exists.".formatted(input.streamName()));
        }
        return CreateStreamResponse.builder().build();
    }

    private PutRecordsResponse putRecords(PutRecordsRequest input) {
        require(input.streamName());
        recordsOf.put(input.streamName(), input.records());
        List<PutRecordsResultEntry> entries = input.records().stream()
                .map(entry -> PutRecordsResultEntry.builder()
                        .sequenceNumber(String.valueOf(entry.data().asByteArrayUnsafe().length))
                        .shardId("shardId-000000000000")
                        .build())
                .toList();
        return PutRecordsResponse.builder()
                .failedRecordCount(0)
                .records(entries)
                .build();
    }

    /** The iterator is the stream's name. */
    private GetRecordsResponse getRecords(GetRecordsRequest input) {
        if (input.shardIterator().equals(FATAL_ITERATOR)) {
            throw new IllegalStateException("broken");
        }
        List<Record> records = require(input.shardIterator()).stream()
                .map(entry -> Record.builder()
                        .sequenceNumber("1")
                        .approximateArrivalTimestamp(Instant.ofEpochMilli(1_700_000_000_120L))
                        .data(SdkBytes.fromByteArray(entry.data().asByteArray()))
                        .partitionKey(entry.partitionKey())
                        .build())
                .toList();
        return GetRecordsResponse.builder()
                .records(records)
                .millisBehindLatest(0L)
                .build();
    }

    private ListShardsResponse listShards(ListShardsRequest input) {
        require(input.streamName());
        Shard shard = Shard.builder()
                .shardId("shardId-000000000000")
                .hashKeyRange(
                        range -> range.startingHashKey("0").endingHashKey("340282366920938463463374607431768211455"))
                .sequenceNumberRange(range -> range.startingSequenceNumber("0"))
                .build();
        return ListShardsResponse.builder().shards(shard).build();
    }

    private AddTagsToStreamResponse addTags(AddTagsToStreamRequest input) {
        tags.putAll(input.tags());
        return AddTagsToStreamResponse.builder().build();
    }

    private ListTagsForStreamResponse listTags(ListTagsForStreamRequest input) {
        List<Tag> all = tags.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> Tag.builder()
                        .key(entry.getKey())
                        .value(entry.getValue())
                        .build())
                .toList();
        return ListTagsForStreamResponse.builder().tags(all).hasMoreTags(false).build();
    }

    private List<PutRecordsRequestEntry> require(String streamName) {
        List<PutRecordsRequestEntry> records = streamName == null ? null : recordsOf.get(streamName);
        if (records == null) {
            throw TestError.RESOURCE_NOT_FOUND.because(
                    "Stream %s under account 000000000000 not found.".formatted(streamName));
        }
        return records;
    }
}
