package io.millrace.firehose.operation;

import io.millrace.firehose.buffer.DeliveryStreams;
import io.millrace.firehose.buffer.DeliveryStreams.Defined;
import io.millrace.firehose.stream.DeliveryStream;
import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.JsonApi;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The Firehose API as the front door serves it. */
public final class FirehoseApi {
    private FirehoseApi() {}

    /** Wires the operations that are built; any other of the API answers UnknownOperationException. */
    public static JsonApi over(Account account, DeliveryStreams streams, KinesisClient kinesis, InstantSource clock) {
        Names names = new Names(account, streams);
        Puts puts = new Puts(names);
        return new JsonApi(
                "firehose",
                "Firehose_20150804",
                "firehose",
                FirehoseError.UNKNOWN_OPERATION,
                List.of(
                        new CreateDeliveryStream(names, kinesis, clock, UUID::randomUUID),
                        new DeleteDeliveryStream(names),
                        new DescribeDeliveryStream(names),
                        new ListDeliveryStreams(names),
                        new PutRecord(puts, kinesis, UUID::randomUUID),
                        new PutRecordBatch(puts, kinesis, UUID::randomUUID)));
    }

    /** What a stored definition means; it was accepted when it was stored. */
    public static Defined defined(Account account, DeliveryStream stream) {
        return new Defined(stream, new Definitions(account).read(stream.request()));
    }
}
