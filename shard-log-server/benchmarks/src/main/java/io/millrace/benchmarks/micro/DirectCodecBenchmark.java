package io.millrace.benchmarks.micro;

import com.linecorp.armeria.common.HttpData;
import io.millrace.benchmarks.load.PutLoad;
import io.millrace.frontdoor.BodyFormat;
import io.millrace.frontdoor.RequestBody;
import io.millrace.model.SequenceNumber;
import io.millrace.model.ShardId;
import io.millrace.server.direct.GetRecordsAnswer;
import io.millrace.server.direct.PutRecordsAnswer;
import io.millrace.server.direct.PutRecordsBody;
import io.millrace.server.write.Payload;
import io.millrace.storage.RecordContent;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The codec of the bodies that carry records, a record of 1 KiB at a time of 500. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DirectCodecBenchmark {
    private static final int RECORDS = 500;

    private final byte[] put = PutLoad.to("stream", 1).body(1);
    private final ByteBufAllocator memory = PooledByteBufAllocator.DEFAULT;
    private final ByteBuffer payload = payload();
    private final ShardId shard = new ShardId(0);
    private final SequenceNumber number = new SequenceNumber(1_700_000_000L, 0, 1, 1_700_000_100L);

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public Optional<PutRecordsBody> decodePutRecords() {
        return read();
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public byte[] encodePutRecordsAnswer() {
        PutRecordsAnswer answer = new PutRecordsAnswer(BodyFormat.CBOR, RECORDS, 0);
        for (int i = 0; i < RECORDS; i++) {
            answer.add(shard, number);
        }
        return answer.finish();
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public int encodeGetRecords() {
        GetRecordsAnswer answer = new GetRecordsAnswer(memory);
        for (int i = 0; i < RECORDS; i++) {
            answer.add(number, i, new Payload(payload, 0, payload.capacity()));
        }
        List<HttpData> pieces = answer.finish("iterator", 0);
        pieces.forEach(HttpData::close);
        return pieces.size();
    }

    private Optional<PutRecordsBody> read() {
        return PutRecordsBody.read(BodyFormat.CBOR, new RequestBody(put, 0, put.length));
    }

    /** A record as the log holds it, in memory outside the heap as a reader has it. */
    private ByteBuffer payload() {
        RecordContent content = read().orElseThrow().records().getFirst().content();
        ByteBuffer target = ByteBuffer.allocateDirect(content.length());
        content.writeTo(target);
        return target.flip();
    }
}
