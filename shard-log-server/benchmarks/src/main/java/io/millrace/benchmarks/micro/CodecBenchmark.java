package io.millrace.benchmarks.micro;

import io.millrace.benchmarks.load.PutLoad;
import io.millrace.benchmarks.load.Wire;
import io.millrace.frontdoor.wire.Codec;
import io.millrace.frontdoor.wire.MalformedBodyException;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.Record;

/** The front door's general codec, a record of 1 KiB at a time of 500. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    private static final int RECORDS = 500;
    private static final int DEPTH_MAX = 100;
    private static final int TEXT_MAX = 16 << 20;

    @Param
    private Wire wire = Wire.CBOR;

    private final SplittableRandom random = new SplittableRandom(1);
    private final byte[] putJson = PutLoad.to("stream", 1).inJson().body(1);
    private final byte[] putCbor = PutLoad.to("stream", 1).body(1);
    private final Codec json = Codec.json(DEPTH_MAX, TEXT_MAX);
    private final Codec cbor = Codec.cbor(DEPTH_MAX, TEXT_MAX);
    private final GetRecordsResponse get = GetRecordsResponse.builder()
            .records(records())
            .nextShardIterator("iterator")
            .millisBehindLatest(0L)
            .build();

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public Object decodePutRecords() throws MalformedBodyException {
        return switch (wire) {
            case JSON -> json.decode(putJson, PutRecordsRequest.class, PutRecordsRequest::builder);
            case CBOR -> cbor.decode(putCbor, PutRecordsRequest.class, PutRecordsRequest::builder);
        };
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public byte[] encodeGetRecords() {
        return switch (wire) {
            case JSON -> json.encode(get);
            case CBOR -> cbor.encode(get);
        };
    }

    private List<Record> records() {
        return Stream.generate(() -> {
                    byte[] data = new byte[1 << 10];
                    random.nextBytes(data);
                    return Record.builder()
                            .sequenceNumber("49590338271490256608559692538361571095921575989136588898")
                            .approximateArrivalTimestamp(Instant.EPOCH)
                            .partitionKey("partition-key")
                            .data(SdkBytes.fromByteArrayUnsafe(data))
                            .build();
                })
                .limit(RECORDS)
                .toList();
    }
}
