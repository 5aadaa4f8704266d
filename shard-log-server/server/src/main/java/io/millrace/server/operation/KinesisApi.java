package io.millrace.server.operation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.JsonApi;
import io.millrace.server.stream.Streams;
import io.millrace.server.write.WriterLoop;
import io.millrace.storage.LogStore;
import java.util.List;

/** The Kinesis API as the front door serves it. */
public final class KinesisApi {
    /** Of answers in CBOR that their callers have not taken yet; other answers are made on the heap and not counted. */
    private static final long ANSWER_BYTES = 256L << 20;

    private KinesisApi() {}

    /** Wires the operations that are built; any other of the API answers UnknownOperationException. */
    public static JsonApi over(
            Account account, Streams streams, LogStore store, WriterLoop writer, MeterRegistry meters) {
        StreamFinder finder = new StreamFinder(account, streams);
        Tokens tokens = new Tokens(streams.tokenKey());
        Puts puts = new Puts(account, writer, meters);
        AnswerBudget budget = new AnswerBudget(ANSWER_BYTES);
        Gauge.builder("get_answers_left_bytes", budget, AnswerBudget::left).register(meters);
        return new JsonApi(
                "kinesis",
                "Kinesis_20131202",
                "kinesis",
                KinesisError.UNKNOWN_OPERATION,
                List.of(
                        new CreateStream(account, streams),
                        new DeleteStream(finder, streams),
                        new DescribeStream(finder),
                        new DescribeStreamSummary(finder),
                        new GetRecords(finder, streams, store, tokens, budget),
                        new GetShardIterator(finder, streams, store, tokens),
                        new ListShards(finder, streams, tokens),
                        new ListStreams(finder, streams, tokens),
                        new PutRecord(finder, puts, streams::now),
                        new PutRecords(finder, puts)));
    }
}
