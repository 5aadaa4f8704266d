package io.millrace.firehose.operation;

import io.millrace.firehose.buffer.DeliveryStreams.Defined;
import io.millrace.firehose.stream.SourceSpec;
import io.millrace.firehose.stream.Status;
import io.millrace.frontdoor.ApiException;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;

/** What PutRecord and PutRecordBatch have in common. */
record Puts(Names names) {
    static final String SLOW_DOWN = "Slow down.";

    /** The name of the stream that a delivery stream's directly put records wait in. */
    String streamOf(String deliveryStream) {
        Defined defined = names.find(deliveryStream);
        switch (defined.spec().source()) {
            case SourceSpec.DirectPut own -> {}
            case SourceSpec.KinesisStream given ->
                throw FirehoseError.INVALID_ARGUMENT.because(
                        "This operation is not permitted on KinesisStreamAsSource delivery stream type.");
        }
        if (defined.stream().status() != Status.ACTIVE) {
            throw names.notFound(deliveryStream);
        }
        return defined.stream().ownStream().value();
    }

    /** Runs a put, which is durable once it returns. */
    <T> T put(Supplier<T> put) {
        try {
            return put.get();
        } catch (ProvisionedThroughputExceededException e) {
            throw unavailable();
        } catch (KinesisException e) {
            if (e.statusCode() >= 500) {
                throw unavailable();
            }
            throw e;
        } catch (SdkClientException e) {
            // Not answered: whether it was put is unknown, and the caller may put it again.
            throw unavailable();
        }
    }

    private static ApiException unavailable() {
        return FirehoseError.SERVICE_UNAVAILABLE.because(SLOW_DOWN);
    }
}
