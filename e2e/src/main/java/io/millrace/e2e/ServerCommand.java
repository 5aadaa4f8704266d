package io.millrace.e2e;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the services alone in the foreground, until the process is told to end. */
@Command(
        name = "server",
        description = "The services alone, in the foreground.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ServerCommand implements Callable<Integer> {
    @Mixin
    private final HouseOptions options = new HouseOptions();

    @Override
    public Integer call() throws Exception {
        House house = House.open(options.config());
        Shutdown.closeOnExit(house);
        System.out.println("ready " + house.endpoint());
        house.secureEndpoint().ifPresent(secure -> System.out.println("tls " + secure));
        System.out.flush();
        new CountDownLatch(1).await();
        return 0;
    }
}
