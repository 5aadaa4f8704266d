package io.millrace.frontdoor;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsResponse;

/** A service whose one operation, DescribeLimits, answers once it is let. */
final class DescribeLimits implements Service, Operation<DescribeLimitsRequest, DescribeLimitsResponse> {
    private static final long PATIENCE_SECONDS = 10;

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch let = new CountDownLatch(1);

    void let() {
        let.countDown();
    }

    boolean awaitEntered() throws InterruptedException {
        return entered.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public List<JsonApi> apis() {
        return List.of(new JsonApi(
                "kinesis", "Kinesis_20131202", "kinesis", TestStreams.TestError.INVALID_ARGUMENT, List.of(this)));
    }

    @Override
    public Class<DescribeLimitsRequest> inputType() {
        return DescribeLimitsRequest.class;
    }

    @Override
    public DescribeLimitsResponse handle(DescribeLimitsRequest input) {
        entered.countDown();
        try {
            if (!let.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("never let");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return DescribeLimitsResponse.builder()
                .shardLimit(500)
                .openShardCount(1)
                .build();
    }

    @Override
    public void close() {}
}
