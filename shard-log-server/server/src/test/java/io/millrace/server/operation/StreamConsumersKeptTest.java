package io.millrace.server.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.stream.Retention;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.kinesis.model.Consumer;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.Tag;
import software.amazon.awssdk.services.kinesis.model.TagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.TagResourceResponse;
import software.amazon.awssdk.services.kinesis.model.UntagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.UntagResourceResponse;

/** What is kept of consumers, and for how long. */
class StreamConsumersKeptTest {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";

    @RegisterExtension
    private final Kinesis kinesis = new Kinesis();

    private final StreamConsumers consumers = new StreamConsumers(kinesis, ARN);

    @BeforeEach
    void createStream() {
        kinesis.createStream("orders", 1);
    }

    @Test
    void tagsOfAConsumerAreItsOwn() {
        String arn = kinesis.call(
                        RegisterStreamConsumerRequest.builder()
                                .streamARN(ARN)
                                .consumerName("billing")
                                .tags(Map.of("owner", "me"))
                                .build(),
                        RegisterStreamConsumerResponse.class)
                .consumer()
                .consumerARN();
        kinesis.call(
                TagResourceRequest.builder()
                        .resourceARN(arn)
                        .tags(Map.of("stage", "test"))
                        .build(),
                TagResourceResponse.class);

        assertThat(tags(arn)).containsExactly(tag("owner", "me"), tag("stage", "test"));
        assertThat(tags(ARN)).isEmpty();
        kinesis.call(
                UntagResourceRequest.builder().resourceARN(arn).tagKeys("owner").build(), UntagResourceResponse.class);
        assertThat(tags(arn)).containsExactly(tag("stage", "test"));
    }

    @Test
    void consumersOutliveARestartOneByOneAndTogether() throws IOException {
        Consumer billing = consumers.registered("billing");
        Consumer audit = consumers.registered("audit");
        consumers.deregister(audit.consumerARN());
        kinesis.call(
                TagResourceRequest.builder()
                        .resourceARN(billing.consumerARN())
                        .tags(Map.of("owner", "me"))
                        .build(),
                TagResourceResponse.class);

        kinesis.reopen();

        assertThat(consumers.describe(billing.consumerARN()).consumerStatus()).isEqualTo(ConsumerStatus.ACTIVE);
        assertThat(consumers.describe(audit.consumerARN()).consumerStatus()).isEqualTo(ConsumerStatus.DELETING);
        assertThat(tags(billing.consumerARN())).containsExactly(tag("owner", "me"));
        // So many changes that they are put together in a snapshot.
        for (int change = 0; change < 1_001; change++) {
            kinesis.call(
                    TagResourceRequest.builder()
                            .resourceARN(billing.consumerARN())
                            .tags(Map.of("owner", "number-" + change))
                            .build(),
                    TagResourceResponse.class);
        }
        kinesis.reopen();
        assertThat(consumers.describe(audit.consumerARN()).consumerStatus()).isEqualTo(ConsumerStatus.DELETING);
        assertThat(tags(billing.consumerARN())).containsExactly(tag("owner", "number-1000"));
    }

    @Test
    void consumersLongGoneAreForgottenAndOthersAreNot() throws IOException {
        Consumer billing = consumers.registered("billing");
        Consumer audit = consumers.registered("audit");
        consumers.deregister(audit.consumerARN());
        kinesis.clock.advance(Duration.ofMinutes(1));

        Retention.run(kinesis.streams, kinesis.store);
        kinesis.reopen();

        assertThat(consumers.describe(billing.consumerARN()).consumerStatus()).isEqualTo(ConsumerStatus.ACTIVE);
        consumers.assertNotFound(audit.consumerARN());
        assertThat(consumers.register("audit").consumerStatus()).isEqualTo(ConsumerStatus.CREATING);
    }

    private List<Tag> tags(String arn) {
        return kinesis.call(
                        ListTagsForResourceRequest.builder().resourceARN(arn).build(),
                        ListTagsForResourceResponse.class)
                .tags();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
