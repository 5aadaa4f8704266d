package io.millrace.server.operation;

import static io.millrace.server.operation.Kinesis.assertRefused;
import static io.millrace.server.operation.KinesisError.EXPIRED_NEXT_TOKEN;
import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.LIMIT_EXCEEDED;
import static io.millrace.server.operation.KinesisError.RESOURCE_IN_USE;
import static io.millrace.server.operation.KinesisError.RESOURCE_NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.millrace.frontdoor.ApiException;
import io.millrace.server.stream.Retention;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.kinesis.model.Consumer;
import software.amazon.awssdk.services.kinesis.model.ConsumerDescription;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryResponse;
import software.amazon.awssdk.services.kinesis.model.ListStreamConsumersRequest;
import software.amazon.awssdk.services.kinesis.model.ListStreamConsumersResponse;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.Tag;
import software.amazon.awssdk.services.kinesis.model.TagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.TagResourceResponse;
import software.amazon.awssdk.services.kinesis.model.UntagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.UntagResourceResponse;
import software.amazon.awssdk.services.kinesis.model.UpdateAccountSettingsRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateAccountSettingsResponse;

/** The consumers of a stream, from registration to the end. */
class StreamConsumersTest {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";
    private static final Duration DELETING = Duration.ofMillis(500);

    @RegisterExtension
    private final Kinesis kinesis = new Kinesis();

    @BeforeEach
    void createStream() {
        kinesis.createStream("orders", 1);
    }

    @Test
    void aConsumerIsCreatingThenActiveThenDeletingThenGone() {
        Consumer registered = register("billing");

        assertThat(registered)
                .returns("billing", Consumer::consumerName)
                .returns(ConsumerStatus.CREATING, Consumer::consumerStatus)
                .returns(kinesis.clock.instant(), Consumer::consumerCreationTimestamp)
                .returns(ARN + "/consumer/billing:" + kinesis.clock.instant().getEpochSecond(), Consumer::consumerARN);
        assertThat(describe(registered.consumerARN()).consumerStatus()).isEqualTo(ConsumerStatus.CREATING);
        kinesis.clock.advance(Kinesis.CREATING);
        assertThat(describe(registered.consumerARN()))
                .returns(ConsumerStatus.ACTIVE, ConsumerDescription::consumerStatus)
                .returns(ARN, ConsumerDescription::streamARN);
        deregister(registered.consumerARN());
        assertThat(describe(registered.consumerARN()).consumerStatus()).isEqualTo(ConsumerStatus.DELETING);
        kinesis.clock.advance(DELETING);
        assertNotFound(registered.consumerARN());
    }

    @Test
    void aConsumerIsFoundByItsArnOrByItsStreamAndName() {
        String arn = registered("billing").consumerARN();

        assertThat(describe(request -> request.streamARN(ARN).consumerName("billing"))
                        .consumerARN())
                .isEqualTo(arn);
        assertThat(describe(request -> request.consumerARN(arn).streamARN(ARN).consumerName("billing"))
                        .consumerARN())
                .isEqualTo(arn);
        assertRefused(
                () -> describe(request -> request.streamARN(ARN)),
                INVALID_ARGUMENT,
                "Either ConsumerARN, or both StreamARN and ConsumerName must be provided.");
        assertRefused(
                () -> describe(request -> request.consumerARN(arn).consumerName("audit")),
                INVALID_ARGUMENT,
                "ConsumerARN %s is not the ARN of consumer audit.".formatted(arn));
        assertRefused(
                () -> describe(request -> request.consumerARN(arn).streamARN(ARN + "2")),
                INVALID_ARGUMENT,
                "ConsumerARN %s is not the ARN of a consumer of %s2.".formatted(arn, ARN));
        assertRefused(
                () -> describe(request -> request.consumerARN(ARN + "2/consumer/billing:1")),
                RESOURCE_NOT_FOUND,
                "Stream orders2 under account 000000000000 not found.");
        assertNotFound(ARN + "/consumer/billing:1");
    }

    @Test
    void aNameIsTakenUntilItsConsumerIsGoneAndTheNextOneHasAnotherArn() {
        Consumer first = registered("billing");

        assertRefused(
                () -> register("billing"),
                RESOURCE_IN_USE,
                "Consumer billing under stream orders under account 000000000000 already exists.");
        deregister(first.consumerARN());
        assertRefused(
                () -> register("billing"),
                RESOURCE_IN_USE,
                "Consumer billing under stream orders under account 000000000000 already exists.");
        kinesis.clock.advance(DELETING);
        Consumer second = register("billing");

        assertThat(second.consumerARN()).isNotEqualTo(first.consumerARN());
        assertNotFound(first.consumerARN());
    }

    @Test
    void fiveConsumersAreCreatingAtOnceAndTwentyAreThereInAll() {
        for (int index = 0; index < 5; index++) {
            register("consumer-" + index);
        }

        assertRefused(
                () -> register("consumer-5"),
                LIMIT_EXCEEDED,
                "Stream orders under account 000000000000 has its limit of 5 consumers in state CREATING.");
        for (int index = 5; index < 20; index++) {
            kinesis.clock.advance(Kinesis.CREATING);
            register("consumer-" + index);
        }
        kinesis.clock.advance(Kinesis.CREATING);
        assertRefused(
                () -> register("consumer-20"),
                LIMIT_EXCEEDED,
                "Stream orders under account 000000000000 has its limit of 20 consumers.");
        assertThat(consumerCount()).isEqualTo(20);
    }

    @Test
    void aStreamThatIsBeingMadeOrDeletedTakesNoConsumers() {
        kinesis.createStream("clicks", 1);
        delete("clicks", null);

        assertRefused(
                () -> kinesis.call(
                        RegisterStreamConsumerRequest.builder()
                                .streamARN(ARN.replace("orders", "clicks"))
                                .consumerName("billing")
                                .build(),
                        RegisterStreamConsumerResponse.class),
                RESOURCE_IN_USE,
                "Stream clicks under account 000000000000 not ACTIVE, instead in state DELETING");
    }

    @Test
    void consumersAreListedPageByPageInOrderOfTheirNames() {
        for (String name : List.of("c", "a", "d", "b")) {
            registered(name);
        }

        List<String> names = new ArrayList<>();
        ListStreamConsumersResponse page = list(request -> request.maxResults(3));
        page.consumers().forEach(consumer -> names.add(consumer.consumerName()));
        assertThat(names).containsExactly("a", "b", "c");
        String token = page.nextToken();
        page = list(request -> request.maxResults(3).nextToken(token));
        page.consumers().forEach(consumer -> names.add(consumer.consumerName()));

        assertThat(names).containsExactly("a", "b", "c", "d");
        assertThat(page.nextToken()).isNull();
        assertRefused(
                () -> list(request -> request.nextToken(token).streamCreationTimestamp(Kinesis.START)),
                INVALID_ARGUMENT,
                "NextToken and StreamCreationTimestamp cannot be provided together.");
        assertRefused(() -> list(request -> request.nextToken("forged")), INVALID_ARGUMENT, "Invalid NextToken.");
        kinesis.clock.advance(Duration.ofMinutes(6));
        assertThatThrownBy(() -> list(request -> request.nextToken(token)))
                .asInstanceOf(type(ApiException.class))
                .returns(EXPIRED_NEXT_TOKEN, ApiException::code);
    }

    @Test
    void theTimeOfItsCreationTellsAStreamFromAnotherOfItsName() {
        registered("billing");

        assertThat(list(request -> request.streamCreationTimestamp(Kinesis.START))
                        .consumers())
                .hasSize(1);
        assertRefused(
                () -> list(request -> request.streamCreationTimestamp(Kinesis.START.minusSeconds(1))),
                RESOURCE_NOT_FOUND,
                "Stream orders under account 000000000000 not found.");
    }

    @Test
    void aStreamWithConsumersIsDeletedOnlyIfThatIsEnforced() {
        String arn = registered("billing").consumerARN();

        assertRefused(
                () -> delete("orders", false),
                RESOURCE_IN_USE,
                "Stream orders under account 000000000000 has registered consumers. "
                        + "Deregister them, or delete the stream with EnforceConsumerDeletion.");
        delete("orders", true);
        assertThat(describe(arn).consumerStatus()).isEqualTo(ConsumerStatus.DELETING);
        // Again, as any stream that is on its way.
        delete("orders", null);
        kinesis.clock.advance(DELETING);
        kinesis.createStream("orders", 1);

        assertThat(consumerCount()).isZero();
        assertNotFound(arn);
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
        Consumer billing = registered("billing");
        Consumer audit = registered("audit");
        deregister(audit.consumerARN());
        kinesis.call(
                TagResourceRequest.builder()
                        .resourceARN(billing.consumerARN())
                        .tags(Map.of("owner", "me"))
                        .build(),
                TagResourceResponse.class);

        kinesis.reopen();

        assertThat(describe(billing.consumerARN()).consumerStatus()).isEqualTo(ConsumerStatus.ACTIVE);
        assertThat(describe(audit.consumerARN()).consumerStatus()).isEqualTo(ConsumerStatus.DELETING);
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
        assertThat(describe(audit.consumerARN()).consumerStatus()).isEqualTo(ConsumerStatus.DELETING);
        assertThat(tags(billing.consumerARN())).containsExactly(tag("owner", "number-1000"));
    }

    @Test
    void consumersLongGoneAreForgottenAndOthersAreNot() throws IOException {
        Consumer billing = registered("billing");
        Consumer audit = registered("audit");
        deregister(audit.consumerARN());
        kinesis.clock.advance(Duration.ofMinutes(1));

        Retention.run(kinesis.streams, kinesis.store);
        kinesis.reopen();

        assertThat(describe(billing.consumerARN()).consumerStatus()).isEqualTo(ConsumerStatus.ACTIVE);
        assertNotFound(audit.consumerARN());
        assertThat(register("audit").consumerStatus()).isEqualTo(ConsumerStatus.CREATING);
    }

    @Test
    void aCommittedAccountHasFiftyConsumersOfAnOnDemandStreamAndTwentyOfAnother() {
        kinesis.call(
                UpdateAccountSettingsRequest.builder()
                        .minimumThroughputBillingCommitment(commitment -> commitment.status("ENABLED"))
                        .build(),
                UpdateAccountSettingsResponse.class);
        kinesis.call(
                CreateStreamRequest.builder()
                        .streamName("clicks")
                        .streamModeDetails(mode -> mode.streamMode(StreamMode.ON_DEMAND))
                        .build(),
                CreateStreamResponse.class);
        kinesis.clock.advance(Kinesis.CREATING);
        for (int index = 0; index < 50; index++) {
            register(ARN.replace("orders", "clicks"), "consumer-" + index);
            kinesis.clock.advance(Kinesis.CREATING);
        }

        assertRefused(
                () -> register(ARN.replace("orders", "clicks"), "consumer-50"),
                LIMIT_EXCEEDED,
                "Stream clicks under account 000000000000 has its limit of 50 consumers.");
    }

    private void assertNotFound(String arn) {
        assertRefused(
                () -> describe(arn),
                RESOURCE_NOT_FOUND,
                "Consumer billing under stream orders under account 000000000000 not found."
                        .replace("billing", arn.replaceAll(".*/consumer/(.*):.*", "$1")));
    }

    private Consumer registered(String name) {
        Consumer consumer = register(name);
        kinesis.clock.advance(Kinesis.CREATING);
        return consumer;
    }

    private Consumer register(String name) {
        return register(ARN, name);
    }

    private Consumer register(String streamArn, String name) {
        return kinesis.call(
                        RegisterStreamConsumerRequest.builder()
                                .streamARN(streamArn)
                                .consumerName(name)
                                .build(),
                        RegisterStreamConsumerResponse.class)
                .consumer();
    }

    private void deregister(String arn) {
        kinesis.call(
                DeregisterStreamConsumerRequest.builder().consumerARN(arn).build(),
                DeregisterStreamConsumerResponse.class);
    }

    private ConsumerDescription describe(String arn) {
        return describe(request -> request.consumerARN(arn));
    }

    private ConsumerDescription describe(UnaryOperator<DescribeStreamConsumerRequest.Builder> request) {
        return kinesis.call(
                        request.apply(DescribeStreamConsumerRequest.builder()).build(),
                        DescribeStreamConsumerResponse.class)
                .consumerDescription();
    }

    private ListStreamConsumersResponse list(UnaryOperator<ListStreamConsumersRequest.Builder> request) {
        return kinesis.call(
                request.apply(ListStreamConsumersRequest.builder().streamARN(ARN))
                        .build(),
                ListStreamConsumersResponse.class);
    }

    private int consumerCount() {
        return kinesis.call(
                        DescribeStreamSummaryRequest.builder()
                                .streamName("orders")
                                .build(),
                        DescribeStreamSummaryResponse.class)
                .streamDescriptionSummary()
                .consumerCount();
    }

    private void delete(String stream, @Nullable Boolean enforced) {
        kinesis.call(
                DeleteStreamRequest.builder()
                        .streamName(stream)
                        .enforceConsumerDeletion(enforced)
                        .build(),
                DeleteStreamResponse.class);
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
