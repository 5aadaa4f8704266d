package io.millrace.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.glue.model.GetTableRequest;
import software.amazon.awssdk.services.glue.model.GetTableResponse;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;

class LocalCallsTest {
    private final CompletableFuture<List<? extends Service>> services = new CompletableFuture<>();
    private final LocalCalls calls = new LocalCalls(services);

    private ListShardsResponse list(String stream) {
        return calls.call(
                "kinesis", ListShardsRequest.builder().streamName(stream).build(), ListShardsResponse.class);
    }

    @Test
    void anOperationAnswersWithoutADoor() {
        services.complete(List.of(new TestStreams()));

        calls.call("kinesis", CreateStreamRequest.builder().streamName("orders").build(), CreateStreamResponse.class);

        assertThat(list("orders").shards()).hasSize(1);
    }

    @Test
    void aRefusalIsThatOfTheOperation() {
        services.complete(List.of(new TestStreams()));

        assertThatThrownBy(() -> list("nothing"))
                .asInstanceOf(type(ApiException.class))
                .returns(TestStreams.TestError.RESOURCE_NOT_FOUND, ApiException::code);
    }

    @Test
    void whatIsNotThereOrNotOpenYetIsSaid() {
        assertThatThrownBy(() -> list("orders")).hasMessage("this process has no service kinesis");

        services.complete(List.of(new TestStreams()));

        GetTableRequest table = GetTableRequest.builder().build();
        assertThatThrownBy(() -> calls.call("glue", table, GetTableResponse.class))
                .hasMessage("this process has no service glue");
        assertThatThrownBy(() -> calls.call("kinesis", table, GetTableResponse.class))
                .hasMessage("no operation of kinesis takes a GetTableRequest");
    }
}
