package io.millrace.firehose.operation;

import io.millrace.firehose.buffer.DeliveryStreams;
import io.millrace.firehose.buffer.DeliveryStreams.Defined;
import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.ApiException;

/** Finds delivery streams for callers. */
record Names(Account account, DeliveryStreams streams) {
    Defined find(String name) {
        return streams.find(name).orElseThrow(() -> notFound(name));
    }

    ApiException notFound(String name) {
        return FirehoseError.RESOURCE_NOT_FOUND.because(
                "Firehose %s under account %s not found.".formatted(name, account.id()));
    }

    String arn(String name) {
        return account.arn("firehose", "deliverystream/" + name);
    }
}
