package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.server.stream.Streams;
import software.amazon.awssdk.services.kinesis.model.DescribeAccountSettingsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeAccountSettingsResponse;

/** Says whether the account has committed itself to a minimum of throughput. */
final class DescribeAccountSettings
        implements Operation<DescribeAccountSettingsRequest, DescribeAccountSettingsResponse> {
    private final Streams streams;

    DescribeAccountSettings(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Class<DescribeAccountSettingsRequest> inputType() {
        return DescribeAccountSettingsRequest.class;
    }

    @Override
    public DescribeAccountSettingsResponse handle(DescribeAccountSettingsRequest input) {
        return DescribeAccountSettingsResponse.builder()
                .minimumThroughputBillingCommitment(AccountSettings.of(streams.commitment(), streams.now()))
                .build();
    }
}
