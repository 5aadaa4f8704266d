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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.kinesis.model.Consumer;
import software.amazon.awssdk.services.kinesis.model.ConsumerDescription;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamResponse;
import software.amazon.awssdk.services.kinesis.model.ListStreamConsumersResponse;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.UpdateAccountSettingsRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateAccountSettingsResponse;

/** The consumers of a stream, from registration to the end. */
class StreamConsumersTest {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";
    private static final Duration DELETING = Duration.ofMillis(500);

    @RegisterExtension
    private final Kinesis kinesis = new Kinesis();

    private final StreamConsumers consumers = new StreamConsumers(kinesis, ARN);

    @BeforeEach
    void createStream() {
        kinesis.createStream("orders", 1);
    }

    @Test
    void aConsumerIsCreatingThenActiveThenDeletingThenGone() {
        Consumer registered = consumers.register("billing");

        assertThat(registered)
                .returns("billing", Consumer::consumerName)
                .returns(ConsumerStatus.CREATING, Consumer::consumerStatus)
                .returns(kinesis.clock.instant(), Consumer::consumerCreationTimestamp)
                .returns(ARN + "/consumer/billing:" + kinesis.clock.instant().getEpochSecond(), Consumer::consumerARN);
        assertThat(consumers.describe(registered.consumerARN()).consumerStatus())
                .isEqualTo(ConsumerStatus.CREATING);
        kinesis.clock.advance(Kinesis.CREATING);
        assertThat(consumers.describe(registered.consumerARN()))
                .returns(ConsumerStatus.ACTIVE, ConsumerDescription::consumerStatus)
                .returns(ARN, ConsumerDescription::streamARN);
        consumers.deregister(registered.consumerARN());
        assertThat(consumers.describe(registered.consumerARN()).consumerStatus())
                .isEqualTo(ConsumerStatus.DELETING);
        kinesis.clock.advance(DELETING);
        consumers.assertNotFound(registered.consumerARN());
    }

    @Test
    void aConsumerIsFoundByItsArnOrByItsStreamAndName() {
        String arn = consumers.registered("billing").consumerARN();

        assertThat(consumers
                        .describe(request -> request.streamARN(ARN).consumerName("billing"))
                        .consumerARN())
                .isEqualTo(arn);
        assertThat(consumers
                        .describe(request ->
                                request.consumerARN(arn).streamARN(ARN).consumerName("billing"))
                        .consumerARN())
                .isEqualTo(arn);
        assertRefused(
                () -> consumers.describe(request -> request.streamARN(ARN)),
                INVALID_ARGUMENT,
                "Either ConsumerARN, or both StreamARN and ConsumerName must be provided.");
        assertRefused(
                () -> consumers.describe(request -> request.consumerARN(arn).consumerName("audit")),
                INVALID_ARGUMENT,
                "ConsumerARN %s is not the ARN of consumer audit.".formatted(arn));
        assertRefused(
                () -> consumers.describe(request -> request.consumerARN(arn).streamARN(ARN + "2")),
                INVALID_ARGUMENT,
                "ConsumerARN %s is not the ARN of a consumer of %s2.".formatted(arn, ARN));
        assertRefused(
                () -> consumers.describe(request -> request.consumerARN(ARN + "2/consumer/billing:1")),
                RESOURCE_NOT_FOUND,
                "Stream orders2 under account 000000000000 not found.");
        consumers.assertNotFound(ARN + "/consumer/billing:1");
    }

    @Test
    void aNameIsTakenUntilItsConsumerIsGoneAndTheNextOneHasAnotherArn() {
        Consumer first = consumers.registered("billing");

        assertRefused(
                () -> consumers.register("billing"),
                RESOURCE_IN_USE,
                "Consumer billing under stream orders under account 000000000000 already exists.");
        consumers.deregister(first.consumerARN());
        assertRefused(
                () -> consumers.register("billing"),
                RESOURCE_IN_USE,
                "Consumer billing under stream orders under account 000000000000 already exists.");
        kinesis.clock.advance(DELETING);
        Consumer second = consumers.register("billing");

        assertThat(second.consumerARN()).isNotEqualTo(first.consumerARN());
        consumers.assertNotFound(first.consumerARN());
    }

    @Test
    void fiveConsumersAreCreatingAtOnceAndTwentyAreThereInAll() {
        for (int index = 0; index < 5; index++) {
            consumers.register("consumer-" + index);
        }

        assertRefused(
                () -> consumers.register("consumer-5"),
                LIMIT_EXCEEDED,
                "Stream orders under account 000000000000 has its limit of 5 consumers in state CREATING.");
        for (int index = 5; index < 20; index++) {
            kinesis.clock.advance(Kinesis.CREATING);
            consumers.register("consumer-" + index);
        }
        kinesis.clock.advance(Kinesis.CREATING);
        assertRefused(
                () -> consumers.register("consumer-20"),
                LIMIT_EXCEEDED,
                "Stream orders under account 000000000000 has its limit of 20 consumers.");
        assertThat(kinesis.summary("orders").consumerCount()).isEqualTo(20);
    }

    @Test
    void aCommittedAccountHasFiftyConsumersOfAnOnDemandStreamAndTwentyOfAnother() {
        kinesis.call(
                UpdateAccountSettingsRequest.builder()
                        .minimumThroughputBillingCommitment(commitment -> commitment.status("ENABLED"))
                        .build(),
                UpdateAccountSettingsResponse.class);
        kinesis.createOnDemandStream("clicks");
        StreamConsumers clicks = new StreamConsumers(kinesis, ARN.replace("orders", "clicks"));
        for (int index = 0; index < 50; index++) {
            clicks.register("consumer-" + index);
            kinesis.clock.advance(Kinesis.CREATING);
        }

        assertRefused(
                () -> clicks.register("consumer-50"),
                LIMIT_EXCEEDED,
                "Stream clicks under account 000000000000 has its limit of 50 consumers.");
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
            consumers.registered(name);
        }

        List<String> names = new ArrayList<>();
        ListStreamConsumersResponse page = consumers.list(request -> request.maxResults(3));
        page.consumers().forEach(consumer -> names.add(consumer.consumerName()));
        assertThat(names).containsExactly("a", "b", "c");
        String token = page.nextToken();
        page = consumers.list(request -> request.maxResults(3).nextToken(token));
        page.consumers().forEach(consumer -> names.add(consumer.consumerName()));

        assertThat(names).containsExactly("a", "b", "c", "d");
        assertThat(page.nextToken()).isNull();
        assertRefused(
                () -> consumers.list(request -> request.nextToken(token).streamCreationTimestamp(Kinesis.START)),
                INVALID_ARGUMENT,
                "NextToken and StreamCreationTimestamp cannot be provided together.");
        assertRefused(
                () -> consumers.list(request -> request.nextToken("forged")), INVALID_ARGUMENT, "Invalid NextToken.");
        kinesis.clock.advance(Duration.ofMinutes(6));
        assertThatThrownBy(() -> consumers.list(request -> request.nextToken(token)))
                .asInstanceOf(type(ApiException.class))
                .returns(EXPIRED_NEXT_TOKEN, ApiException::code);
    }

    @Test
    void theTimeOfItsCreationTellsAStreamFromAnotherOfItsName() {
        consumers.registered("billing");

        assertThat(consumers
                        .list(request -> request.streamCreationTimestamp(Kinesis.START))
                        .consumers())
                .hasSize(1);
        assertRefused(
                () -> consumers.list(request -> request.streamCreationTimestamp(Kinesis.START.minusSeconds(1))),
                RESOURCE_NOT_FOUND,
                "Stream orders under account 000000000000 not found.");
    }

    @Test
    void aStreamWithConsumersIsDeletedOnlyIfThatIsEnforced() {
        String arn = consumers.registered("billing").consumerARN();

        assertRefused(
                () -> delete("orders", false),
                RESOURCE_IN_USE,
                "Stream orders under account 000000000000 has registered consumers. "
                        + "Deregister them, or delete the stream with EnforceConsumerDeletion.");
        delete("orders", true);
        assertThat(consumers.describe(arn).consumerStatus()).isEqualTo(ConsumerStatus.DELETING);
        // Again, as any stream that is on its way.
        delete("orders", null);
        kinesis.clock.advance(DELETING);
        kinesis.createStream("orders", 1);

        assertThat(kinesis.summary("orders").consumerCount()).isZero();
        consumers.assertNotFound(arn);
    }

    private void delete(String stream, @Nullable Boolean enforced) {
        kinesis.call(
                DeleteStreamRequest.builder()
                        .streamName(stream)
                        .enforceConsumerDeletion(enforced)
                        .build(),
                DeleteStreamResponse.class);
    }
}
