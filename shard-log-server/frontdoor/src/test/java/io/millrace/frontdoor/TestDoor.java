package io.millrace.frontdoor;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.frontdoor.auth.Authentication;
import io.millrace.frontdoor.http.Limits;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

/** A door on a free loopback port with {@link TestStreams} behind it. */
final class TestDoor implements Closeable {
    private final FrontDoor door;

    private TestDoor(FrontDoor door) {
        this.door = door;
    }

    static TestDoor open() throws IOException {
        return open(Limits.DEFAULT);
    }

    static TestDoor open(Limits limits) throws IOException {
        return open(limits, new Authentication.None(), List.of(new TestStreams()));
    }

    static TestDoor open(Limits limits, Authentication authentication, List<Service> services) throws IOException {
        FrontDoor door = FrontDoor.bind(
                new FrontDoorConfig(loopback(0), "us-east-1", authentication, limits),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        door.open(services);
        return new TestDoor(door);
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    URI uri() {
        return door.uri();
    }

    int port() {
        return door.uri().getPort();
    }

    @Override
    public void close() {
        door.close();
    }
}
