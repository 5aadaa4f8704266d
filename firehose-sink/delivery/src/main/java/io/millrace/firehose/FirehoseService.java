package io.millrace.firehose;

import io.millrace.firehose.buffer.DeliveryStreams;
import io.millrace.firehose.destination.Destinations;
import io.millrace.firehose.operation.FirehoseApi;
import io.millrace.firehose.stream.DeliveryStreamStore;
import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.JsonApi;
import io.millrace.frontdoor.Service;
import io.millrace.frontdoor.ServiceContext;
import io.millrace.frontdoor.ServiceContext.Peers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The open Firehose service: an API, and the delivery streams at work. */
final class FirehoseService implements Service {
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);

    private final Account account;
    private final DeliveryStreamStore store;
    private final KinesisClient kinesis;
    private final Destinations destinations;
    private final DeliveryStreams streams;
    private final JsonApi api;

    FirehoseService(ServiceContext context, FirehoseSettings settings, DeliveryStreamStore store, Path scratch) {
        this.account = context.account();
        this.store = store;
        this.kinesis = kinesis(context.peers(), account);
        this.destinations = new Destinations(context.peers(), account, scratch, context.clock());
        this.streams = new DeliveryStreams(
                new DeliveryStreams.Shared(store, kinesis, destinations, scratch),
                settings.limits(),
                context.meters(),
                context.clock());
        this.api = FirehoseApi.over(account, streams, kinesis, context.clock());
    }

    @Override
    public List<JsonApi> apis() {
        return List.of(api);
    }

    @Override
    public void started() {
        store.all().forEach(stream -> streams.resume(FirehoseApi.defined(account, stream)));
    }

    @Override
    public void stopping() {
        streams.close();
    }

    @Override
    public void close() throws IOException {
        streams.close();
        kinesis.close();
        destinations.close();
        store.close();
    }

    /** The endpoint is asked for at each call: it has no value while services are opened. */
    private static KinesisClient kinesis(Peers peers, Account account) {
        return KinesisClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECTION_TIMEOUT)
                        .socketTimeout(SOCKET_TIMEOUT))
                .region(Region.of(account.region()))
                .endpointProvider(parameters -> CompletableFuture.completedFuture(
                        Endpoint.builder().url(peers.endpoint().get()).build()))
                .credentialsProvider(StaticCredentialsProvider.create(peers.credentials()))
                .build();
    }
}
