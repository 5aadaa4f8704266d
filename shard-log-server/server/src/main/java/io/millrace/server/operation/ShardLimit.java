package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.LIMIT_EXCEEDED;

import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.ApiException;

/** The limit of an account's open shards, as AWS words it. */
final class ShardLimit {
    private ShardLimit() {}

    /** @param wanted beside the current ones */
    static ApiException exceeded(Account account, int current, int limit, int wanted) {
        return LIMIT_EXCEEDED.because(("This request would exceed the shard limit for the account %s in %s. "
                        + "Current shard count for the account: %d. Limit: %d. "
                        + "Number of additional shards that would have resulted from this request: %d. "
                        + "Refer to the AWS Service Limits page "
                        + "(https://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) "
                        + "for current limits and how to request higher limits.")
                .formatted(account.id(), account.region(), current, limit, wanted));
    }
}
